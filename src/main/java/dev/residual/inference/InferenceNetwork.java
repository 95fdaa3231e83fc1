package dev.residual.inference;

import dev.residual.nn.FoldedResNet;
import dev.residual.onednn.CompiledNetwork;
import dev.residual.pipeline.ImageTensors;
import dev.residual.torch.Precision;
import java.util.List;

/** What turns images into feature maps. */
interface InferenceNetwork extends AutoCloseable {

  /**
   * @param images n, of the format that the network was made for
   * @return the last feature maps, (n, features, h', w'), one after the other
   */
  float[] features(List<byte[]> images);

  @Override
  void close();

  /**
   * Compiled by oneDNN.
   *
   * @param folded stays the caller's, and is needed no more
   * @param tensors how it sees images
   * @param most images that are computed at once
   */
  static InferenceNetwork compiled(
      FoldedResNet folded, ImageTensors tensors, int most, Precision precision) {
    CompiledNetwork network = new CompiledNetwork(folded, most, precision);
    return new InferenceNetwork() {
      @Override
      public float[] features(List<byte[]> images) {
        return network.features(tensors.values(images));
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }
}
