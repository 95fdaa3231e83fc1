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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Folds each batch norm into the convolution before it, its scale into the weights and its shift
 * into the bias. With w and b of the convolution, and gamma, beta, mean and variance of the norm,
 * the result is w' = w s and b' = (b - mean) s + beta, where s = gamma / sqrt(variance + 1e-5).
 */
final class Folding {

  private static final Pattern BLOCK = Pattern.compile("(layer\\d+\\.\\d+)\\..*");

  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private final NDManager owner;

  private Folding(NDManager owner) {
    this.owner = owner;
  }

  static FoldedResNet of(ResNet network, Shape input, NDManager owner) {
    Folding folding = new Folding(owner);
    network.trace(new Trace(input, layer -> folding.layers.put(layer.name(), layer)));
    return folding.network(input);
  }

  private FoldedResNet network(Shape input) {
    List<Residual> blocks = new ArrayList<>();
    for (String name : blockNames()) {
      List<Conv> body = new ArrayList<>();
      for (int i = 1; layers.containsKey(name + ".conv" + i); i++) {
        body.add(conv(name + ".conv" + i, name + ".bn" + i));
      }
      String shortcut = name + ".downsample.";
      blocks.add(
          new Residual(
              body, layers.containsKey(shortcut + 0) ? conv(shortcut + 0, shortcut + 1) : null));
    }
    Layer fc = layer("fc");
    return new FoldedResNet(
        input,
        conv("conv1", "bn1"),
        layers.containsKey("maxpool"),
        List.copyOf(blocks),
        new Dense(copy(fc, Parameter.Type.WEIGHT), copy(fc, Parameter.Type.BIAS)));
  }

  private Set<String> blockNames() {
    Set<String> names = new LinkedHashSet<>();
    for (String layer : layers.keySet()) {
      Matcher matcher = BLOCK.matcher(layer);
      if (matcher.matches()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  /**
   * Returns a convolution with its norm folded into it.
   *
   * @param norm name of the norm, which the network may not have
   */
  private Conv conv(String conv, String norm) {
    Layer layer = layer(conv);
    try (NDManager scratch = owner.newSubManager()) {
      NDArray weight = array(layer, Parameter.Type.WEIGHT, scratch);
      NDArray bias =
          find(layer, Parameter.Type.BIAS, scratch)
              .orElseGet(() -> scratch.zeros(new Shape(weight.getShape().get(0))));
      Layer batchNorm = layers.get(norm);
      if (batchNorm == null) {
        return trimmed(layer, weight, bias, scratch);
      }
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
