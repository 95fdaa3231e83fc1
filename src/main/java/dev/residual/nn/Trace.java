package dev.residual.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.function.Consumer;

/**
 * Visits the layers of a network in forward order and computes their shapes only. The visitor gets
 * the name and the shapes of each layer, for example to initialize, count or list it.
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

  /**
   * Returns a new trace that starts with the current shape and puts {@code name} before the names
   * of its layers.
   */
  Trace branch(String name) {
    return new Trace(prefix + name + ".", shape, visitor);
  }

  Trace layer(String name, Block block) {
    return visit(Layer.of(prefix + name, block, shape));
  }

  Trace layer(String name, String kind, Shape output) {
    return visit(new Layer(prefix + name, kind, null, shape, output));
  }

  /** Visits a layer that keeps the shape. */
  Trace layer(String name, String kind) {
    return layer(name, kind, shape);
  }

  Shape shape() {
    return shape;
  }

  private Trace visit(Layer layer) {
    visitor.accept(layer);
    shape = layer.output();
    return this;
  }
}
