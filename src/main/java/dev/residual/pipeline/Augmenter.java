package dev.residual.pipeline;

import dev.residual.image.ImageFormat;
import org.jspecify.annotations.Nullable;

/**
 * Augments the images of one epoch. The result depends only on the seed, the epoch, the index of
 * the image and how often it came before in the epoch, not on its batch, so a resumed training run
 * sees the same pixels.
 */
public final class Augmenter {

  // BatchSampler and StratifiedSplit use the streams from -2 up.
  private static final long FLIPS = -3;
  private static final long SHIFTS = -4;
  private static final long COLORS = -5;
  private static final long CROPS = -6;

  private static final int ERASE_ATTEMPTS = 10;
  private static final double MIN_ERASED = 0.02;
  private static final double MAX_ERASED = 0.33;
  private static final double MAX_RATIO = 3.3;

  private final Augmentation augmentation;
  private final @Nullable Crop crop;
  private final long seed;
  private final int epoch;

  /** Creates an augmenter of center squares. */
  public Augmenter(Augmentation augmentation, long seed, int epoch) {
    this(augmentation, null, seed, epoch);
  }

  /**
   * @param crop the random parts of images that are augmented; null for their center squares
   */
  public Augmenter(Augmentation augmentation, @Nullable Crop crop, long seed, int epoch) {
    this.augmentation = augmentation;
    this.crop = crop;
    this.seed = seed;
    this.epoch = epoch;
  }

  /**
   * Returns the random part of an image that the network sees; null for the center square.
   *
   * @param repeat how often the image came before in this epoch
   */
  @Nullable Region region(ImageFormat format, int index, int repeat) {
    return crop == null ? null : crop.region(format, random(CROPS, index, repeat));
  }

  /**
   * Changes an image in place.
   *
   * @param image an image of the format
   * @param index the index of the image in the training images
   * @param repeat how often the image came before in this epoch
   */
  void apply(byte[] image, ImageFormat format, int index, int repeat) {
    if (augmentation.horizontalFlip() && isMirrored(index, repeat)) {
      mirror(image, format);
    }
    if (augmentation.color() > 0) {
      ColorJitter.apply(image, format, augmentation.color(), random(COLORS, index, repeat));
    }
    if (augmentation.maxShift() == 0 && augmentation.randomErasing() == 0) {
      return;
    }
    SeededRandom random = random(SHIFTS, index, repeat);
    if (augmentation.maxShift() > 0) {
      int range = 2 * augmentation.maxShift() + 1;
      int deltaY = random.below(range) - augmentation.maxShift();
      int deltaX = random.below(range) - augmentation.maxShift();
      shift(image, format, deltaY, deltaX);
    }
    if (random.between(0, 1) < augmentation.randomErasing()) {
      erase(image, format, random);
    }
  }

  private SeededRandom random(long stream, int index, int repeat) {
    return repeat == 0
        ? SeededRandom.of(seed, stream, epoch, index)
        : SeededRandom.of(seed, stream, epoch, index, repeat);
  }

  private boolean isMirrored(int index, int repeat) {
    int coin = SeededRandom.of(seed, FLIPS, index).below(2);
    return (coin + epoch + repeat) % 2 == 1;
  }

  private static void mirror(byte[] image, ImageFormat format) {
    int channels = format.channels();
    for (int row = 0; row < format.height(); row++) {
      int left = row * format.width() * channels;
      int right = left + (format.width() - 1) * channels;
      while (left < right) {
        for (int channel = 0; channel < channels; channel++) {
          byte value = image[left + channel];
          image[left + channel] = image[right + channel];
          image[right + channel] = value;
        }
        left += channels;
        right -= channels;
      }
    }
  }

  private static void shift(byte[] image, ImageFormat format, int deltaY, int deltaX) {
    byte[] original = image.clone();
    int height = format.height();
    int width = format.width();
    int channels = format.channels();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromY = y - deltaY;
        int fromX = x - deltaX;
        boolean inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
        int to = (y * width + x) * channels;
        int from = (fromY * width + fromX) * channels;
        for (int channel = 0; channel < channels; channel++) {
          image[to + channel] = inside ? original[from + channel] : 0;
        }
      }
    }
  }

  private static void erase(byte[] image, ImageFormat format, SeededRandom random) {
    int height = format.height();
    int width = format.width();
    int channels = format.channels();
    for (int attempt = 0; attempt < ERASE_ATTEMPTS; attempt++) {
      double area = random.between(MIN_ERASED, MAX_ERASED) * height * width;
      // A ratio and its inverse are equally likely. StrictMath gives the same result on every
      // machine.
      double limit = StrictMath.log(MAX_RATIO);
      double ratio = StrictMath.exp(random.between(-limit, limit));
      int rows = (int) Math.round(Math.sqrt(area * ratio));
      int columns = (int) Math.round(Math.sqrt(area / ratio));
      if (rows < height && columns < width) {
        int top = random.below(height - rows + 1);
        int left = random.below(width - columns + 1);
        for (int y = top; y < top + rows; y++) {
          byte[] noise = random.bytes(columns * channels);
          System.arraycopy(noise, 0, image, (y * width + left) * channels, noise.length);
        }
        return;
      }
    }
  }
}
