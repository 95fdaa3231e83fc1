package dev.residual.onednn;

/**
 * A tensor between two steps of a plan. It has a layout but no address, which differs between
 * executions.
 */
final class Tensor {

  private final MapSize size;
  private final Descriptor layout;

  Tensor(MapSize size, Descriptor layout) {
    this.size = size;
    this.layout = layout;
  }

  MapSize size() {
    return size;
  }

  Descriptor layout() {
    return layout;
  }
}
