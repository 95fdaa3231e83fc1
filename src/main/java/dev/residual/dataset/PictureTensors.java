package dev.residual.dataset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.function.IntFunction;

/** Pictures as tensors on the device of an {@link NDManager}, which owns them. */
public final class PictureTensors {

  private static final int SIDE = 28;

  // On a CPU the engine reads a buffer in place, for as long as Java keeps it: a view, or a tensor
  // kept for the backward pass, would outlive it. And a fresh direct buffer for each batch is given
  // back at some garbage collection only. So one is kept for each thread, and copied from.
  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

  private PictureTensors() {}

  /**
   * Pictures as a float32 tensor of shape {@code (n, 1, imageSize, imageSize)}: pixel {@code p}
   * becomes {@code (p - 127.5) / 127.5}, from -1 to 1, resized bilinearly (half-pixel centres,
   * corners not aligned) when {@code imageSize} is not the pictures' own size.
   *
   * @param indices which pictures, in order; at least one
   * @param imageSize pixels of a side, at least 1
   * @throws IndexOutOfBoundsException if an index is not in [0, size)
   * @throws IllegalArgumentException if there is no index or no image size
   */
  public static NDArray images(NDManager manager, Pictures pictures, int[] indices, int imageSize) {
    return images(manager, pictures, indices, imageSize, new Augmenter(Augmentation.NONE, 0, 0));
  }

  /**
   * Augmented pictures, else as {@link #images(NDManager, Pictures, int[], int)}.
   *
   * @throws IndexOutOfBoundsException if an index is not in [0, size)
   * @throws IllegalArgumentException if there is no index or no image size
   */
  public static NDArray images(
      NDManager manager, Pictures pictures, int[] indices, int imageSize, Augmenter augmenter) {
    byte[] picture = new byte[pictures.height() * pictures.width()];
    return images(
        manager,
        indices.length,
        i -> {
          pictures.copyTo(indices[i], picture, 0);
          augmenter.apply(picture, pictures.height(), pictures.width(), indices[i]);
          return picture;
        },
        pictures.height(),
        pictures.width(),
        imageSize);
  }

  /**
   * Single 28x28 pictures of 784 bytes each, as {@link #images(NDManager, Pictures, int[], int)}.
   *
   * @throws IllegalArgumentException if there is no picture or no image size, or a picture has not
   *     784 bytes
   */
  public static NDArray images(NDManager manager, List<byte[]> pictures, int imageSize) {
    requireSize(pictures);
    return images(manager, pictures.size(), pictures::get, SIDE, SIDE, imageSize);
  }

  /**
   * The numbers of {@link #images(NDManager, List, int)}, one picture after the other.
   *
   * @throws IllegalArgumentException if there is no image size, or a picture has not 784 bytes
   */
  public static float[] values(List<byte[]> pictures, int imageSize) {
    requireSize(pictures);
    Resize resize = new Resize(SIDE, SIDE, imageSize);
    int length = imageSize * imageSize;
    float[] all = new float[Math.multiplyExact(pictures.size(), length)];
    float[] values = new float[length];
    for (int i = 0; i < pictures.size(); i++) {
      resize.apply(pictures.get(i), values);
      System.arraycopy(values, 0, all, i * length, length);
    }
    return all;
  }

  private static void requireSize(List<byte[]> pictures) {
    for (byte[] picture : pictures) {
      if (picture.length != SIDE * SIDE) {
        throw new IllegalArgumentException(
            "a picture must have %d bytes, had %d".formatted(SIDE * SIDE, picture.length));
      }
    }
  }

  /**
   * The classes of pictures as an int64 tensor of shape {@code (n)}.
   *
   * @throws IndexOutOfBoundsException if an index is not in [0, size)
   */
  public static NDArray labels(NDManager manager, Pictures pictures, int[] indices) {
    ByteBuffer bytes = scratch(indices.length * Long.BYTES);
    LongBuffer labels = bytes.asLongBuffer();
    for (int index : indices) {
      labels.put(pictures.label(index));
    }
    return copyOf(bytes, manager, new Shape(indices.length), DataType.INT64);
  }

  private static NDArray images(
      NDManager manager,
      int count,
      IntFunction<byte[]> picture,
      int height,
      int width,
      int imageSize) {
    if (count < 1 || imageSize < 1) {
      throw new IllegalArgumentException(
          "pictures and image size must be at least 1, were %d and %d".formatted(count, imageSize));
    }
    Resize resize = new Resize(height, width, imageSize);
    float[] values = new float[imageSize * imageSize];
    ByteBuffer bytes = scratch(Math.multiplyExact(count, values.length * Float.BYTES));
    FloatBuffer floats = bytes.asFloatBuffer();
    for (int i = 0; i < count; i++) {
      resize.apply(picture.apply(i), values);
      floats.put(values);
    }
    return copyOf(bytes, manager, new Shape(count, 1, imageSize, imageSize), DataType.FLOAT32);
  }

  private static ByteBuffer scratch(int length) {
    ByteBuffer buffer = SCRATCH.get();
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
      SCRATCH.set(buffer);
    }
    return buffer.clear().limit(length);
  }

  private static NDArray copyOf(ByteBuffer bytes, NDManager manager, Shape shape, DataType type) {
    try (NDArray borrowed = manager.create(bytes, shape, type)) {
      return borrowed.duplicate();
    }
  }
}
