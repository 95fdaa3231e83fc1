package dev.residual.image;

/**
 * Decides whether an image with transparent pixels is laid upon black or upon white, so that its
 * visible part, the ink, can be seen.
 */
final class Backdrop {

  static final int BLACK = 0;
  static final int WHITE = 255;

  private static final int HALF = 128;

  /** How many levels the rim must differ from the rest to tell what the ink was cut from. */
  private static final double CLEAR_DIFFERENCE = 16;

  private final DecodedImage image;

  private Backdrop(DecodedImage image) {
    this.image = image;
  }

  /**
   * Returns the brightness of the backdrop. If most of the border is visible, it is that of the
   * border. Otherwise it is what the ink was cut from: the rim of a cut-out, next to transparent
   * pixels, has traces of it. If there are none, light ink is laid upon black and dark ink upon
   * white.
   *
   * @return {@link #BLACK} or {@link #WHITE}; black if nothing is transparent, or all is
   */
  static int of(DecodedImage image) {
    return image.alpha() == null ? BLACK : new Backdrop(image).brightness();
  }

  private int brightness() {
    Mean border = new Mean();
    Mean ink = new Mean();
    Mean rim = new Mean();
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int pixel = y * image.width() + x;
        double gray = image.gray(pixel);
        int alpha = image.alpha(pixel);
        ink.add(gray, alpha);
        if (y == 0 || x == 0 || y == image.height() - 1 || x == image.width() - 1) {
          border.add(gray, alpha);
        }
        if (alpha >= HALF && isBesideTransparent(y, x)) {
          rim.add(gray, alpha);
        }
      }
    }
    if (border.share() > 0.5) {
      return border.mean() > WHITE / 2.0 ? WHITE : BLACK;
    }
    if (ink.weight == 0) {
      return BLACK;
    }
    double traces = rim.weight == 0 ? 0 : rim.mean() - ink.mean();
    if (Math.abs(traces) >= CLEAR_DIFFERENCE) {
      return traces > 0 ? WHITE : BLACK;
    }
    return ink.mean() > WHITE / 2.0 ? BLACK : WHITE;
  }

  private boolean isBesideTransparent(int y, int x) {
    return isTransparent(y - 1, x)
        || isTransparent(y + 1, x)
        || isTransparent(y, x - 1)
        || isTransparent(y, x + 1);
  }

  private boolean isTransparent(int y, int x) {
    return y >= 0
        && x >= 0
        && y < image.height()
        && x < image.width()
        && image.alpha(y * image.width() + x) < HALF;
  }

  /** The mean brightness of pixels, weighted by their opacity. */
  private static final class Mean {

    private double sum;
    private long weight;
    private long count;

    void add(double gray, int alpha) {
      sum += gray * alpha;
      weight += alpha;
      count++;
    }

    double mean() {
      return sum / weight;
    }

    /** Returns how opaque the pixels are on average, from 0 to 1. */
    double share() {
      return weight / (double) WHITE / count;
    }
  }
}
