package dev.residual.onednn;

/** Numbers between two steps of a plan; where they lie is each execution's to say. */
final class Tensor {

  private final Size size;
  private final Descriptor layout;

  Tensor(Size size, Descriptor layout) {
    this.size = size;
    this.layout = layout;
  }

  Size size() {
    return size;
  }

  Descriptor layout() {
    return layout;
  }
}
