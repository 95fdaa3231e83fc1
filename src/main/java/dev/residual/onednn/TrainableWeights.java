package dev.residual.onednn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.torch.TensorMemory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parameters of a network in training, by their torchvision names. */
final class TrainableWeights {

  /** The bias of a convolution and its gradient; null without one, because a norm undoes it. */
  record Bias(
      NDArray values, long memory, @Nullable NDArray gradient, @Nullable Long gradientMemory) {}

  private final NDManager manager;
  private final NativeScope owner;
  private final Map<String, TrainableConvolution> convolutions = new LinkedHashMap<>();
  private final Map<String, Bias> biases = new LinkedHashMap<>();
  private final Map<String, TrainableNorm> norms = new LinkedHashMap<>();

  TrainableWeights(NDManager manager, NativeScope owner) {
    this.manager = manager;
    this.owner = owner;
  }

  Map<String, TrainableConvolution> convolutions() {
    return convolutions;
  }

  Map<String, Bias> biases() {
    return biases;
  }

  Map<String, TrainableNorm> norms() {
    return norms;
  }

  @Nullable TrainableConvolution find(String name) {
    return convolutions.get(name);
  }

  TrainableConvolution add(
      String name, ConvolutionShape shape, WeightRegion region, Descriptor layout, long[] sizes) {
    TrainableConvolution added =
        new TrainableConvolution(shape, region, layout, sizes, manager, owner);
    convolutions.put(name, added);
    return added;
  }

  /**
   * Returns the bias of a convolution, and creates it on first use.
   *
   * @param learned whether it has a gradient
   */
  Bias bias(String name, int channels, boolean learned) {
    return biases.computeIfAbsent(
        name,
        each -> {
          Descriptor layout = Descriptor.plain(owner, channels);
          Supplier<NDArray> zeros = () -> manager.zeros(new Shape(channels));
          NDArray values = zeros.get();
          NDArray gradient = learned ? zeros.get() : null;
          return new Bias(
              values,
              owner.memory(layout, TensorMemory.address(values)),
              gradient,
              gradient == null ? null : owner.memory(layout, TensorMemory.address(gradient)));
        });
  }

  TrainableNorm norm(String name, int channels) {
    return norms.computeIfAbsent(name, each -> new TrainableNorm(channels, manager, owner));
  }
}
