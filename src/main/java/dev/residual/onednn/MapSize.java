package dev.residual.onednn;

import ai.djl.ndarray.types.Shape;

/** The size of a batch of feature maps. */
record MapSize(int images, int channels, int height, int width) {

  static MapSize of(int images, Shape shape) {
    return new MapSize(
        images,
        Math.toIntExact(shape.get(1)),
        Math.toIntExact(shape.get(2)),
        Math.toIntExact(shape.get(3)));
  }

  Shape shape() {
    return new Shape(dimensions());
  }

  long[] dimensions() {
    return new long[] {images, channels, height, width};
  }

  long values() {
    return (long) images * channels * height * width;
  }
}
