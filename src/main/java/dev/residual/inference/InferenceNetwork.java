package dev.residual.inference;

import dev.residual.nn.FoldedResNet;
import dev.residual.onednn.CompiledNetwork;
import dev.residual.pipeline.ImageTensors;
import dev.residual.torch.Precision;
import java.util.List;

/** What turns pictures into feature maps. */
interface InferenceNetwork extends AutoCloseable {

  /**
   * @param pictures n, of the format that the network was made for
   * @return the last feature maps, (n, features, h', w'), one after the other
   */
  float[] features(List<byte[]> pictures);

  @Override
  void close();

  /**
   * Compiled by oneDNN.
   *
   * @param folded stays the caller's, and is needed no more
   * @param tensors how it sees pictures
   * @param most pictures that are computed at once
   */
  static InferenceNetwork compiled(
      FoldedResNet folded, ImageTensors tensors, int most, Precision precision) {
    CompiledNetwork network = new CompiledNetwork(folded, most, precision);
    return new InferenceNetwork() {
      @Override
      public float[] features(List<byte[]> pictures) {
        return network.features(tensors.values(pictures));
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }
}
