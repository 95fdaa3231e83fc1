package dev.residual.image;

/** What the components of a JPEG mean, and how they become red, green and blue. */
enum JpegColors {
  /** One component: gray. */
  GRAY {
    @Override
    void convert(byte[] samples, int at, int[] rgb) {
      rgb[0] = rgb[1] = rgb[2] = samples[at] & 0xff;
    }
  },
  /** Red, green and blue. */
  RGB {
    @Override
    void convert(byte[] samples, int at, int[] rgb) {
      for (int i = 0; i < 3; i++) {
        rgb[i] = samples[at + i] & 0xff;
      }
    }
  },
  /** Luma and two differences of color (YCbCr of JFIF). */
  YCC {
    @Override
    void convert(byte[] samples, int at, int[] rgb) {
      ycc(samples, at, rgb);
    }
  },
  /** Cyan, magenta, yellow and black: 255 is full ink. */
  CMYK {
    @Override
    void convert(byte[] samples, int at, int[] rgb) {
      for (int i = 0; i < 3; i++) {
        rgb[i] = product(255 - (samples[at + i] & 0xff), 255 - (samples[at + 3] & 0xff));
      }
    }
  },
  /** Cyan, magenta, yellow and black as Adobe writes them: 0 is full ink. */
  ADOBE_CMYK {
    @Override
    void convert(byte[] samples, int at, int[] rgb) {
      for (int i = 0; i < 3; i++) {
        rgb[i] = product(samples[at + i] & 0xff, samples[at + 3] & 0xff);
      }
    }
  },
  /** The inks of cyan, magenta and yellow as YCbCr, and black, as Adobe writes them. */
  ADOBE_YCCK {
    @Override
    void convert(byte[] samples, int at, int[] rgb) {
      ycc(samples, at, rgb);
      for (int i = 0; i < 3; i++) {
        rgb[i] = product(255 - rgb[i], samples[at + 3] & 0xff);
      }
    }
  };

  private static final int LEVELS = 256;
  private static final int CENTER = 128;

  /**
   * Converts a pixel.
   *
   * @param samples of a row, with the components of a pixel next to each other
   * @param at where the pixel's samples begin
   * @param rgb receives red, green and blue, from 0 to 255
   */
  abstract void convert(byte[] samples, int at, int[] rgb);

  /** Returns whether the first component alone is the brightness of a pixel. */
  boolean hasLuma() {
    return this == GRAY || this == YCC;
  }

  private static void ycc(byte[] samples, int at, int[] rgb) {
    int luma = samples[at] & 0xff;
    int blue = samples[at + 1] & 0xff;
    int red = samples[at + 2] & 0xff;
    rgb[0] = clamp(luma + Chroma.RED[red]);
    rgb[1] = clamp(luma + Chroma.GREEN[LEVELS * blue + red]);
    rgb[2] = clamp(luma + Chroma.BLUE[blue]);
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }

  private static int product(int light, int blackLight) {
    return (light * blackLight + 127) / 255;
  }

  /**
   * What the differences of color add to the luma, rounded. Photos have millions of pixels, and to
   * round each of their values takes longer than to decode them.
   */
  private static final class Chroma {

    static final int[] RED = new int[LEVELS];
    static final int[] GREEN = new int[LEVELS * LEVELS];
    static final int[] BLUE = new int[LEVELS];

    static {
      for (int blue = 0; blue < LEVELS; blue++) {
        BLUE[blue] = rounded(1.772 * (blue - CENTER));
        for (int red = 0; red < LEVELS; red++) {
          RED[red] = rounded(1.402 * (red - CENTER));
          GREEN[LEVELS * blue + red] =
              rounded(-0.344136 * (blue - CENTER) - 0.714136 * (red - CENTER));
        }
      }
    }

    private static int rounded(double value) {
      return (int) Math.round(value);
    }
  }
}
