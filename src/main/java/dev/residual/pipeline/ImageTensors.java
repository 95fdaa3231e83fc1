package dev.residual.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.residual.dataset.LabeledImages;
import dev.residual.image.AreaResampler;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.preprocessing.CenterSquare;
import dev.residual.preprocessing.InputImage;
import dev.residual.preprocessing.Preprocessing;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Converts images to tensors. An image that is not square is cut to its center square, and in
 * evaluation and inference to the share of it that the preprocessing says. Gray values are repeated
 * for a network that takes colors. The values are normalized by channel and then resized bilinearly
 * (half-pixel centers, corners not aligned) if the images do not have the network's input size;
 * shrinking is antialiased. Training, evaluation and inference all use this class, so a network
 * sees the same values in each. Tensors are created on the device of an {@link NDManager}, which
 * owns them. This class is thread-safe.
 */
public final class ImageTensors {

  // A new direct buffer for each batch would be freed only by some later garbage collection.
  private static final ThreadLocal<BatchBuffer> BUFFER = ThreadLocal.withInitial(BatchBuffer::new);

  private final Preprocessing preprocessing;
  private final ImageFormat format;
  private final float[][] normalized;
  private final int imageSize;

  /** Does to images what the preprocessing says. */
  public ImageTensors(Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
    this.format = preprocessing.inputFormat();
    this.normalized = preprocessing.normalization().table();
    this.imageSize = preprocessing.imageSize();
  }

  /**
   * Takes images of one size, whose whole center square networks see.
   *
   * @param format format of the images that are passed as bytes
   * @param normalization normalization for each channel of the format, or for three if the images
   *     are gray and the network takes colors
   * @param imageSize height and width of the tensors, at least 1
   * @throws IllegalArgumentException if it has another number of channels, or the size is not
   *     positive
   */
  public ImageTensors(ImageFormat format, Normalization normalization, int imageSize) {
    this(Preprocessing.exact(format, imageSize, normalization, null));
  }

  /** Returns what is done to images. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Returns the format of the images that are passed as bytes. */
  public ImageFormat format() {
    return format;
  }

  /**
   * Returns the shape of a tensor of {@code count} images, (count, channels, size, size), with the
   * channels that the network takes.
   */
  public Shape shape(int count) {
    return new Shape(count, normalized.length, imageSize, imageSize);
  }

  /**
   * Returns images as a float32 tensor of {@link #shape(int)}.
   *
   * @param images images of any size, with the channels of the format
   * @param indices indices of the images to convert, in order; at least one
   * @throws IndexOutOfBoundsException if an index is not in [0, size)
   * @throws IllegalArgumentException if there is no index, or the images have other channels
   */
  public NDArray images(NDManager manager, LabeledImages images, int[] indices) {
    requireChannels(images);
    return tensor(
        manager,
        indices.length,
        (i, target) ->
            target.put(
                square(images, indices[i]),
                CenterSquare.of(images.format(indices[i])).height(),
                preprocessing.crop()));
  }

  /**
   * Returns augmented images as a tensor. The whole center square of each, or a random part, is
   * augmented and resized.
   *
   * @param batch the images to convert, in order; at least one
   * @throws IndexOutOfBoundsException if an index is not in [0, size)
   * @throws IllegalArgumentException if there is no index, or the images have other channels
   */
  public NDArray images(NDManager manager, LabeledImages images, Batch batch, Augmenter augmenter) {
    BatchBuffer buffer = BUFFER.get();
    fill(buffer, images, batch, augmenter);
    return buffer.toTensor(manager);
  }

  /**
   * Fills a buffer with augmented images. Its tensor is the one of {@link #images(NDManager,
   * LabeledImages, Batch, Augmenter)}. Nothing of this is done by the engine, so another thread can
   * do it while the engine computes.
   *
   * @throws IndexOutOfBoundsException if an index is not in [0, size)
   * @throws IllegalArgumentException if there is no index, or the images have other channels
   */
  public void fill(BatchBuffer buffer, LabeledImages images, Batch batch, Augmenter augmenter) {
    requireChannels(images);
    fill(
        buffer,
        batch.images().length,
        (i, target) -> {
          int index = batch.images()[i];
          int repeat = batch.repeats()[i];
          Region region = augmenter.region(images.format(index), index, repeat);
          if (region == null) {
            ImageFormat square = CenterSquare.of(images.format(index));
            byte[] image = square(images, index);
            augmenter.apply(image, square, index, repeat);
            target.put(image, square.height(), 1);
          } else {
            byte[] image = region.of(target.read(images, index), images.format(index));
            ImageFormat part = region.format(format.channels());
            augmenter.apply(image, part, index, repeat);
            target.put(image, part);
          }
        });
  }

  /**
   * Returns images as a float32 tensor of {@link #shape(int)}.
   *
   * @param images images of {@link ImageFormat#bytes()} bytes each, at least one
   * @throws IllegalArgumentException if there is no image, or one has another number of bytes
   */
  public NDArray images(NDManager manager, List<byte[]> images) {
    return inputs(manager, images.stream().map(preprocessing::input).toList());
  }

  /**
   * Returns images as a float32 tensor of {@link #shape(int)}.
   *
   * @param images images of any size, with the channels of the format; at least one
   * @throws IllegalArgumentException if there is no image, or one has other channels
   */
  public NDArray inputs(NDManager manager, List<InputImage> images) {
    images.forEach(this::requireChannels);
    return tensor(manager, images.size(), (i, target) -> target.put(images.get(i)));
  }

  /**
   * Returns the values of {@link #images(NDManager, List)}, one image after the other.
   *
   * @throws IllegalArgumentException if an image has another number of bytes
   */
  public float[] values(List<byte[]> images) {
    return inputValues(images.stream().map(preprocessing::input).toList());
  }

  /**
   * Returns the values of {@link #inputs(NDManager, List)}, one image after the other.
   *
   * @throws IllegalArgumentException if an image has other channels
   */
  public float[] inputValues(List<InputImage> images) {
    images.forEach(this::requireChannels);
    FloatBuffer all = FloatBuffer.allocate(Math.multiplyExact(images.size(), length()));
    Resizer resizer = new Resizer(all);
    images.forEach(resizer::put);
    return all.array();
  }

  private void requireChannels(LabeledImages images) {
    requireChannels(images.channels());
  }

  private void requireChannels(InputImage image) {
    requireChannels(image.format().channels());
  }

  private void requireChannels(int channels) {
    if (channels != format.channels()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the images must have %d channels, had %d",
              format.channels(),
              channels));
    }
  }

  /**
   * Returns one image in {@link #format()}. An image of another size is cut to its center square
   * and scaled. This loses detail, so networks are neither trained nor evaluated on the result.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size)
   */
  public byte[] inFormat(LabeledImages images, int index) {
    ImageFormat own = images.format(index);
    return own.equals(format)
        ? images.pixels(index)
        : AreaResampler.apply(square(images, index), CenterSquare.of(own), format);
  }

  /**
   * Returns the labels of images as an int64 tensor of shape {@code (n)}.
   *
   * @throws IndexOutOfBoundsException if an index is not in [0, size)
   */
  public static NDArray labels(NDManager manager, LabeledImages images, int[] indices) {
    BatchBuffer buffer = BUFFER.get();
    LongBuffer labels = buffer.prepare(new Shape(indices.length), DataType.INT64).asLongBuffer();
    for (int index : indices) {
      labels.put(images.label(index));
    }
    return buffer.toTensor(manager);
  }

  private static byte[] square(LabeledImages images, int index) {
    return CenterSquare.of(images.pixels(index), images.format(index));
  }

  private NDArray tensor(NDManager manager, int count, ImageSource images) {
    BatchBuffer buffer = BUFFER.get();
    fill(buffer, count, images);
    return buffer.toTensor(manager);
  }

  private void fill(BatchBuffer buffer, int count, ImageSource images) {
    if (count < 1) {
      throw new IllegalArgumentException("there must be at least 1 image, were " + count);
    }
    Resizer resizer = new Resizer(buffer.prepare(shape(count), DataType.FLOAT32).asFloatBuffer());
    for (int i = 0; i < count; i++) {
      images.put(i, resizer);
    }
  }

  /** Returns an image with the channels that the network takes: gray values may be repeated. */
  private byte[] forNetwork(byte[] image) {
    int repeats = normalized.length / format.channels();
    if (repeats == 1) {
      return image;
    }
    byte[] repeated = new byte[image.length * repeats];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = image[i / repeats];
    }
    return repeated;
  }

  /** Returns the number of values of one image's tensor. */
  private int length() {
    return normalized.length * imageSize * imageSize;
  }

  private interface ImageSource {
    void put(int index, Resizer target);
  }

  /** Appends the values of images to a buffer. */
  private final class Resizer {

    private final FloatBuffer target;
    private final float[] values = new float[length()];

    // Images that follow each other mostly have the same size.
    private int lastSide;
    private double lastCrop;
    private @Nullable Resize lastResize;

    // Random parts mostly have different sizes, so their resize is kept without its size.
    private @Nullable AntialiasedResize partResize;
    private byte[] bytes = new byte[0];

    Resizer(FloatBuffer target) {
      this.target = target;
    }

    void put(InputImage image) {
      put(
          CenterSquare.of(image.pixels(), image.format()),
          CenterSquare.of(image.format()).height(),
          image.crop());
    }

    /**
     * @param image a square image
     * @param crop the share of it that is kept
     */
    void put(byte[] image, int side, double crop) {
      if (lastResize == null || lastSide != side || lastCrop != crop) {
        lastResize = CenterCropResize.of(side, normalized, imageSize, crop);
        lastSide = side;
        lastCrop = crop;
      }
      lastResize.apply(forNetwork(image), values);
      target.put(values);
    }

    /** Appends a part of an image, which need not be square. */
    void put(byte[] image, ImageFormat part) {
      if (partResize == null) {
        partResize = new AntialiasedResize(part.height(), part.width(), normalized, imageSize);
      } else {
        partResize.prepare(part.height(), part.width());
      }
      partResize.apply(forNetwork(image), values);
      target.put(values);
    }

    /** Returns the bytes of an image in an array that the next call uses again. */
    byte[] read(LabeledImages images, int index) {
      int length = images.format(index).bytes();
      if (bytes.length < length) {
        bytes = new byte[length];
      }
      images.copyTo(index, bytes, 0);
      return bytes;
    }
  }
}
