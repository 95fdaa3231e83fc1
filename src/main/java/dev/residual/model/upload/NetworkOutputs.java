package dev.residual.model.upload;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.ParameterStore;
import dev.residual.nn.ResNet;

/** Computes the outputs of a network in fp32, as it would be evaluated after a training. */
final class NetworkOutputs {

  private NetworkOutputs() {}

  /**
   * Returns the logits of each image, of shape (n, classes). The images are computed one by one, so
   * that the feature maps of only one are in memory.
   *
   * @param images (n, channels, h, w)
   */
  static float[][] of(ResNet network, NDArray images) {
    float[][] logits = new float[(int) images.getShape().get(0)][];
    for (int i = 0; i < logits.length; i++) {
      try (NDManager scope = NDManager.subManagerOf(images)) {
        NDArray image = images.get(new NDIndex("{}:{}", i, i + 1));
        image.attach(scope);
        logits[i] =
            network
                .forward(new ParameterStore(scope, false), new NDList(image), false)
                .singletonOrThrow()
                .toFloatArray();
      }
    }
    return logits;
  }
}
