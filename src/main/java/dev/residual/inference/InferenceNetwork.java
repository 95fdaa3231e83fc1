package dev.residual.inference;

import dev.residual.nn.FoldedResNet;
import dev.residual.onednn.CompiledNetwork;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.InputImage;
import dev.residual.torch.Precision;
import java.util.List;

/** Computes the last feature maps of images. */
interface InferenceNetwork extends AutoCloseable {

  /**
   * Computes feature maps.
   *
   * @param images n images with the channels of the model
   * @return the last feature maps, (n, features, h', w'), in row-major order
   */
  float[] features(List<InputImage> images);

  @Override
  void close();

  /**
   * Returns a network that oneDNN has compiled.
   *
   * @param folded the network, which the caller still owns and may close afterwards
   * @param tensors converts images to input tensors
   * @param maxBatchSize maximum number of images computed at once
   */
  static InferenceNetwork compiled(
      FoldedResNet folded, ImageTensors tensors, int maxBatchSize, Precision precision) {
    CompiledNetwork network = new CompiledNetwork(folded, maxBatchSize, precision);
    return new InferenceNetwork() {
      @Override
      public float[] features(List<InputImage> images) {
        return network.features(tensors.inputValues(images));
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }
}
