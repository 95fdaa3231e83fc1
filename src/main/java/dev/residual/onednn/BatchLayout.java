package dev.residual.onednn;

import dev.residual.torch.Precision;

/**
 * How the feature maps of a batch lie in memory while a network is trained. With blocks of images,
 * values are stored in the order (n / block, h, w, block, c), and a convolution of k x k taps
 * becomes one of k x k x 1 taps whose last axis runs over the images of a block. The products are
 * the same, but oneDNN then works on rows of images instead of rows of pixels: it can leave out
 * every tap that meets only padding, and small maps fill its vectors. Without blocks the order is
 * (n, h, w, c).
 *
 * @param images number of images
 * @param block number of images of a block, which divides {@code images}; 0 for none
 */
record BatchLayout(int images, int block) {

  private static final int LARGEST_BLOCK = 64;
  private static final int SMALLEST_BLOCK = 16;

  /** Returns the fastest layout of a number of images. */
  static BatchLayout of(int images) {
    int block = LARGEST_BLOCK;
    while (images % block != 0) {
      block--;
    }
    return new BatchLayout(images, block < SMALLEST_BLOCK ? images : block);
  }

  /** Returns the layout (n, h, w, c). */
  static BatchLayout channelsLast(int images) {
    return new BatchLayout(images, 0);
  }

  boolean isBlocked() {
    return block > 0;
  }

  /** Returns the sizes of maps as a convolution sees them. */
  long[] sizes(MapSize maps) {
    return isBlocked()
        ? new long[] {images / block, maps.channels(), maps.height(), maps.width(), block}
        : maps.dimensions();
  }

  /** Creates maps in this layout, in bf16. */
  Tensor tensor(MapSize maps, NativeScope owner) {
    long c = maps.channels();
    long pixel = isBlocked() ? block * c : c;
    long row = maps.width() * pixel;
    long[] strides =
        isBlocked()
            ? new long[] {maps.height() * row, 1, row, pixel, c}
            : new long[] {maps.height() * row, 1, row, pixel};
    return new Tensor(maps, Descriptor.strided(owner, sizes(maps), Precision.BF16, strides));
  }

  /** Returns the index of a value in the memory of maps. */
  long index(MapSize maps, int image, int channel, int y, int x) {
    long pixels = (long) maps.height() * maps.width();
    long pixel = (long) y * maps.width() + x;
    return isBlocked()
        ? ((image / block * pixels + pixel) * block + image % block) * maps.channels() + channel
        : (image * pixels + pixel) * maps.channels() + channel;
  }

  /** Returns the layout of maps without blocks as if they had the blocks of this layout. */
  Descriptor channelsLastInBlocks(MapSize maps, NativeScope owner) {
    long c = maps.channels();
    long row = maps.width() * c;
    long image = maps.height() * row;
    return Descriptor.strided(
        owner, sizes(maps), Precision.BF16, new long[] {block * image, 1, row, c, image});
  }

  /** Returns the layout of fp32 values in the order (h, w, n, c) as if they had the blocks. */
  Descriptor pixelsFirst(MapSize maps, NativeScope owner) {
    long c = maps.channels();
    long pixel = images * c;
    return Descriptor.strided(
        owner,
        sizes(maps),
        Precision.FP32,
        new long[] {block * c, 1, maps.width() * pixel, pixel, c});
  }

  /** Returns the maps as a batch norm sees them: the order of pixels has no effect. */
  Descriptor rows(MapSize maps, NativeScope owner) {
    long c = maps.channels();
    long pixels = (long) maps.height() * maps.width();
    return Descriptor.strided(
        owner, new long[] {images, c, pixels, 1}, Precision.BF16, new long[] {pixels * c, 1, c, c});
  }

  /** Returns the maps as a list of values. */
  static Descriptor flat(MapSize maps, NativeScope owner) {
    return Descriptor.strided(owner, new long[] {maps.values()}, Precision.BF16, new long[] {1});
  }

  /** Returns lengths along height and width, and {@code rest} along the images of a block. */
  long[] spatial(long height, long width, long rest) {
    return isBlocked() ? new long[] {height, width, rest} : new long[] {height, width};
  }

  /** Returns the sizes of the weights of a convolution. */
  long[] weightSizes(ConvolutionShape shape) {
    long rows = shape.rows().taps();
    long columns = shape.columns().taps();
    return isBlocked()
        ? new long[] {shape.out(), shape.in(), rows, columns, 1}
        : new long[] {shape.out(), shape.in(), rows, columns};
  }
}
