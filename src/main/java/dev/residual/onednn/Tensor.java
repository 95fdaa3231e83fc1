package dev.residual.onednn;

/** Numbers between two steps of a plan; where they lie is each execution's to say. */
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
