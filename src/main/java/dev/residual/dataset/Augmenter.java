package dev.residual.dataset;

/**
 * Augments the pictures of one epoch. What happens to a picture depends on the seed, the epoch and
 * the picture alone, not on its batch: a training that goes on later sees the same pixels.
 */
public final class Augmenter {

  // Batches and hold-outs use the streams from -2 up.
  private static final long FLIPS = -3;
  private static final long MOVES = -4;

  private static final int ERASE_ATTEMPTS = 10;
  private static final double MIN_ERASED = 0.02;
  private static final double MAX_ERASED = 0.33;
  private static final double MAX_RATIO = 3.3;

  private final Augmentation augmentation;
  private final long seed;
  private final int epoch;

  public Augmenter(Augmentation augmentation, long seed, int epoch) {
    this.augmentation = augmentation;
    this.seed = seed;
    this.epoch = epoch;
  }

  /**
   * Changes a picture in place.
   *
   * @param index of the picture among those that are trained on
   */
  void apply(byte[] picture, int height, int width, int index) {
    if (augmentation.horizontalFlip() && isMirrored(index)) {
      mirror(picture, height, width);
    }
    if (augmentation.maxShift() == 0 && augmentation.randomErasing() == 0) {
      return;
    }
    SeededRandom random = SeededRandom.of(seed, MOVES, epoch, index);
    if (augmentation.maxShift() > 0) {
      int reach = 2 * augmentation.maxShift() + 1;
      int down = random.below(reach) - augmentation.maxShift();
      int right = random.below(reach) - augmentation.maxShift();
      move(picture, height, width, down, right);
    }
    if (random.between(0, 1) < augmentation.randomErasing()) {
      erase(picture, height, width, random);
    }
  }

  private boolean isMirrored(int index) {
    int coin = SeededRandom.of(seed, FLIPS, index).below(2);
    return (coin + epoch) % 2 == 1;
  }

  private static void mirror(byte[] picture, int height, int width) {
    for (int row = 0; row < height; row++) {
      int left = row * width;
      int right = left + width - 1;
      while (left < right) {
        byte pixel = picture[left];
        picture[left++] = picture[right];
        picture[right--] = pixel;
      }
    }
  }

  private static void move(byte[] picture, int height, int width, int down, int right) {
    byte[] original = picture.clone();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromY = y - down;
        int fromX = x - right;
        boolean inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
        picture[y * width + x] = inside ? original[fromY * width + fromX] : 0;
      }
    }
  }

  private static void erase(byte[] picture, int height, int width, SeededRandom random) {
    for (int attempt = 0; attempt < ERASE_ATTEMPTS; attempt++) {
      double area = random.between(MIN_ERASED, MAX_ERASED) * height * width;
      // A ratio and its inverse are as likely. StrictMath gives the same on every machine.
      double limit = StrictMath.log(MAX_RATIO);
      double ratio = StrictMath.exp(random.between(-limit, limit));
      int rows = (int) Math.round(Math.sqrt(area * ratio));
      int columns = (int) Math.round(Math.sqrt(area / ratio));
      if (rows < height && columns < width) {
        int top = random.below(height - rows + 1);
        int left = random.below(width - columns + 1);
        for (int y = top; y < top + rows; y++) {
          System.arraycopy(random.bytes(columns), 0, picture, y * width + left, columns);
        }
        return;
      }
    }
  }
}
