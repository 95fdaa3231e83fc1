package dev.residual.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a network, as a {@link Trace} visits it.
 *
 * @param name its torchvision name, such as {@code layer2.0.conv1}
 * @param block the block that holds its parameters, or null if it has none
 */
record Layer(String name, String kind, @Nullable Block block, Shape input, Shape output) {

  static Layer of(String name, Block block, Shape input) {
    Shape output = block.getOutputShapes(new Shape[] {input})[0];
    String kind = block instanceof Conv2d ? "Conv2d" : block.getClass().getSimpleName();
    return new Layer(name, kind, block, input, output);
  }

  /** Returns the number of parameters that the optimizer changes. */
  long trainable() {
    if (block instanceof Conv2d conv) {
      return conv.getFilters() * (fanIn(conv) + (conv.isIncludeBias() ? 1 : 0));
    }
    if (block instanceof Linear) {
      return output.get(1) * (input.get(1) + 1);
    }
    return block instanceof BatchNorm ? 2 * input.get(1) : 0;
  }

  /** Returns the number of running means and variances, which the forward pass changes. */
  long statistics() {
    return block instanceof BatchNorm ? 2 * input.get(1) : 0;
  }

  /** Returns the number of multiply-add operations for the whole input. */
  long multiplyAdds() {
    if (block instanceof Conv2d conv) {
      return output.size() * fanIn(conv);
    }
    return block instanceof Linear ? output.size() * input.get(1) : 0;
  }

  private long fanIn(Conv2d conv) {
    return input.get(1) * conv.getKernelShape().size();
  }

  /** Returns the shape of one of this layer's parameters, which need not be initialized. */
  Shape shapeOf(Parameter parameter) {
    if (parameter.getType() != Parameter.Type.WEIGHT) {
      return new Shape(output.get(1));
    }
    return block instanceof Conv2d conv
        ? new Shape(output.get(1), input.get(1)).addAll(conv.getKernelShape())
        : new Shape(output.get(1), input.get(1));
  }

  /** Returns the torchvision name of one of this layer's parameters. */
  String nameOf(Parameter parameter) {
    String own =
        switch (parameter.getType()) {
          case WEIGHT, GAMMA -> "weight";
          case BIAS, BETA -> "bias";
          case RUNNING_MEAN -> "running_mean";
          case RUNNING_VAR -> "running_var";
          default ->
              throw new IllegalStateException(
                  name + " has a parameter of type " + parameter.getType());
        };
    return name + "." + own;
  }
}
