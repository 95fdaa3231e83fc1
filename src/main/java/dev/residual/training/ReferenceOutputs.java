package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.residual.dataset.LabeledImages;
import dev.residual.model.ReferenceSamples;
import dev.residual.nn.ResNet;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.Recipe;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Computes the reference samples of a trained network: its outputs in fp32, whatever precision it
 * was trained in. A served model is verified against them.
 */
final class ReferenceOutputs {

  private static final int IMAGES = 32;

  private ReferenceOutputs() {}

  /**
   * Returns the network's outputs for the first images of a test set.
   *
   * @param tensors conversion of the images to the network's input
   * @param manager parent of the temporary memory, on the network's device
   */
  static ReferenceSamples of(
      Recipe recipe,
      int classes,
      ResNet network,
      LabeledImages test,
      ImageTensors tensors,
      NDManager manager) {
    List<byte[]> images =
        IntStream.range(0, Math.min(IMAGES, test.size()))
            .mapToObj(i -> tensors.inFormat(test, i))
            .toList();
    try (NDManager scope = manager.newSubManager()) {
      ResNet fp32Network = new ResNet(recipe.architecture().toArchitecture(), classes);
      Shape input = tensors.shape(1);
      Map<String, Parameter> trained = network.state(input);
      fp32Network
          .state(input)
          .forEach(
              (name, parameter) -> {
                // Both networks have the same architecture, so they have the same names.
                Parameter source = Objects.requireNonNull(trained.get(name), name);
                parameter.setArray(contiguous(source.getArray(), scope));
              });
      float[][] logits =
          images.stream()
              .map(image -> logits(fp32Network, image, tensors, scope))
              .toArray(float[][]::new);
      return new ReferenceSamples(tensors.format(), images, logits);
    }
  }

  /**
   * Returns the outputs for one image. All maps of a network stay in memory until its outputs are
   * computed. For several images at once they could need more memory than the training did.
   */
  private static float[] logits(
      ResNet network, byte[] image, ImageTensors tensors, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray batch = tensors.images(scope, List.of(image));
      return network
          .forward(new ParameterStore(scope, false), new NDList(batch), false)
          .singletonOrThrow()
          .toFloatArray();
    }
  }

  /**
   * Returns a contiguous copy of a weight. Those of a bf16 training are stored channels last, for
   * which fp32 convolutions may be wrong.
   */
  private static NDArray contiguous(NDArray weight, NDManager scope) {
    NDArray flat = weight.flatten();
    flat.attach(scope);
    return flat.reshape(weight.getShape());
  }
}
