package dev.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import dev.residual.nn.FoldedResNet.Conv;
import dev.residual.nn.FoldedResNet.Dense;
import dev.residual.nn.FoldedResNet.Residual;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds each batch norm into the convolution before it, its scale into the weights and its shift
 * into the bias. With w and b of the convolution, and gamma, beta, mean and variance of the norm,
 * the result is w' = w s and b' = (b - mean) s + beta, where s = gamma / sqrt(variance + 1e-5).
 */
final class Folding {

  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private final NDManager owner;

  private Folding(NDManager owner) {
    this.owner = owner;
  }

  static FoldedResNet of(ResNet network, Shape input, NDManager owner) {
    Folding folding = new Folding(owner);
    network.trace(new Trace(input, layer -> folding.layers.put(layer.name(), layer)));
    return folding.network(network.outline(input));
  }

  private FoldedResNet network(NetworkOutline outline) {
    List<Residual> blocks = new ArrayList<>();
    for (NetworkOutline.Residual block : outline.blocks()) {
      blocks.add(
          new Residual(
              block.body().stream().map(this::conv).toList(),
              block.shortcut() == null ? null : conv(block.shortcut())));
    }
    Layer fc = layer("fc");
    return new FoldedResNet(
        outline.input(),
        conv(outline.stem()),
        outline.pooled(),
        List.copyOf(blocks),
        new Dense(copy(fc, Parameter.Type.WEIGHT), copy(fc, Parameter.Type.BIAS)));
  }

  /** Returns a convolution with its norm, if it has one, folded into it. */
  private Conv conv(NetworkOutline.Unit unit) {
    Layer layer = layer(unit.conv().name());
    try (NDManager scratch = owner.newSubManager()) {
      NDArray weight = array(layer, Parameter.Type.WEIGHT, scratch);
      NDArray bias =
          find(layer, Parameter.Type.BIAS, scratch)
              .orElseGet(() -> scratch.zeros(new Shape(weight.getShape().get(0))));
      if (unit.norm() == null) {
        return trimmed(layer, weight, bias, scratch);
      }
      Layer batchNorm = layer(unit.norm());
      NDArray variance = array(batchNorm, Parameter.Type.RUNNING_VAR, scratch);
      NDArray gamma = array(batchNorm, Parameter.Type.GAMMA, scratch);
      NDArray scale = gamma.div(variance.add(TracedBlock.EPSILON).sqrt());
      NDArray mean = array(batchNorm, Parameter.Type.RUNNING_MEAN, scratch);
      NDArray beta = array(batchNorm, Parameter.Type.BETA, scratch);
      return trimmed(
          layer,
          weight.mul(scale.reshape(-1, 1, 1, 1)),
          bias.sub(mean).mul(scale).add(beta),
          scratch);
    }
  }

  /** Returns the convolution without the outer taps that reach only padding on small maps. */
  private Conv trimmed(Layer layer, NDArray weight, NDArray bias, NDManager scratch) {
    if (!(layer.block() instanceof Conv2d conv)) {
      throw new IllegalStateException(layer.name() + " is not a convolution");
    }
    long kernel = conv.getKernelShape().get(0);
    long stride = conv.getStride().get(0);
    long padding = conv.getPadding().get(0);
    EffectiveKernel effective = EffectiveKernel.of(layer.input().get(2), kernel, stride, padding);
    if (layer.input().get(2) == layer.input().get(3) && effective.isShorter()) {
      weight = effective.taps(weight, scratch);
      padding = effective.padding();
    }
    return new Conv(copyToOwner(weight), copyToOwner(bias), (int) stride, (int) padding);
  }

  private NDArray copy(Layer layer, Parameter.Type type) {
    try (NDManager scratch = owner.newSubManager()) {
      return copyToOwner(array(layer, type, scratch));
    }
  }

  /** Returns a contiguous copy that belongs to the owner, because a slice is not contiguous. */
  private NDArray copyToOwner(NDArray array) {
    NDArray own = array.flatten().duplicate().reshape(array.getShape());
    own.attach(owner);
    return own;
  }

  /** Returns a view of a parameter whose results belong to {@code scratch}. */
  private static NDArray array(Layer layer, Parameter.Type type, NDManager scratch) {
    return find(layer, type, scratch)
        .orElseThrow(() -> new IllegalStateException(layer.name() + " has no " + type));
  }

  private static Optional<NDArray> find(Layer layer, Parameter.Type type, NDManager scratch) {
    if (layer.block() == null) {
      return Optional.empty();
    }
    return layer.block().getDirectParameters().values().stream()
        .filter(parameter -> parameter.getType() == type && parameter.isInitialized())
        .findFirst()
        .map(
            parameter -> {
              NDArray array = parameter.getArray();
              NDArray view = array.reshape(array.getShape());
              view.attach(scratch);
              return view;
            });
  }

  private Layer layer(String name) {
    Layer layer = layers.get(name);
    if (layer == null) {
      throw new IllegalStateException("The network has no " + name);
    }
    return layer;
  }
}
