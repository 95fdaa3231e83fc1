package dev.residual.inference;

import ai.djl.ndarray.NDArray;
import dev.residual.nn.FoldedResNet;

/** What turns pictures into feature maps. */
interface Network extends AutoCloseable {

  /**
   * @param pictures (n, channels, h, w), fp32
   * @return (n, features, h', w'), fp32; owned by the manager of {@code pictures}
   */
  NDArray features(NDArray pictures);

  @Override
  default void close() {}

  /** The engine's plain operations, which all devices have. */
  static Network plain(FoldedResNet network) {
    return network::features;
  }
}
