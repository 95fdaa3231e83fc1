package dev.residual.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.function.Consumer;

/**
 * A walk through a network in the order in which an image passes it, with shapes only. Whoever
 * walks learns each layer's name and shapes: to initialize it, to count it, to list it.
 */
final class Trace {

  private final String prefix;
  private final Consumer<Layer> visitor;
  private Shape shape;

  Trace(Shape input, Consumer<Layer> visitor) {
    this("", input, visitor);
  }

  private Trace(String prefix, Shape shape, Consumer<Layer> visitor) {
    this.prefix = prefix;
    this.shape = shape;
    this.visitor = visitor;
  }

  /** A walk of its own from here, its layers named below {@code name}. */
  Trace branch(String name) {
    return new Trace(prefix + name + ".", shape, visitor);
  }

  Trace layer(String name, Block block) {
    return met(Layer.of(prefix + name, block, shape));
  }

  Trace layer(String name, String kind, Shape output) {
    return met(new Layer(prefix + name, kind, null, shape, output));
  }

  /** A layer that keeps the shape. */
  Trace layer(String name, String kind) {
    return layer(name, kind, shape);
  }

  Shape shape() {
    return shape;
  }

  private Trace met(Layer layer) {
    visitor.accept(layer);
    shape = layer.output();
    return this;
  }
}
