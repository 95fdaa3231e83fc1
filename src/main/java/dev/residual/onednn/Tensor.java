package dev.residual.onednn;

/**
 * A tensor between two steps of a plan. It has a layout but no address, which differs between
 * executions.
 */
final class Tensor {

  private final MapSize size;
  private final Descriptor layout;
  private final Tensor origin;

  Tensor(MapSize size, Descriptor layout) {
    this.size = size;
    this.layout = layout;
    origin = this;
  }

  private Tensor(Tensor origin, Descriptor layout) {
    size = origin.size;
    this.layout = layout;
    this.origin = origin;
  }

  /** Returns the same values with another description of their layout. */
  Tensor viewedAs(Descriptor other) {
    return new Tensor(origin, other);
  }

  /** Returns the same values under another identity, after a step has overwritten them. */
  Tensor renamed() {
    return new Tensor(origin, layout);
  }

  /** Returns the tensor that has the memory, which is this one unless this is a view. */
  Tensor origin() {
    return origin;
  }

  MapSize size() {
    return size;
  }

  Descriptor layout() {
    return layout;
  }
}
