package dev.residual.image;

/** What the components of a JPEG mean, and how they become red, green and blue. */
enum JpegColors {
  /** One component: gray. */
  GRAY {
    @Override
    void convert(int[] samples, int at, int[] rgb) {
      rgb[0] = rgb[1] = rgb[2] = samples[at];
    }
  },
  /** Red, green and blue. */
  RGB {
    @Override
    void convert(int[] samples, int at, int[] rgb) {
      System.arraycopy(samples, at, rgb, 0, 3);
    }
  },
  /** Luma and two differences of color (YCbCr of JFIF). */
  YCC {
    @Override
    void convert(int[] samples, int at, int[] rgb) {
      ycc(samples, at, rgb);
    }
  },
  /** Cyan, magenta, yellow and black: 255 is full ink. */
  CMYK {
    @Override
    void convert(int[] samples, int at, int[] rgb) {
      for (int i = 0; i < 3; i++) {
        rgb[i] = product(255 - samples[at + i], 255 - samples[at + 3]);
      }
    }
  },
  /** Cyan, magenta, yellow and black as Adobe writes them: 0 is full ink. */
  ADOBE_CMYK {
    @Override
    void convert(int[] samples, int at, int[] rgb) {
      for (int i = 0; i < 3; i++) {
        rgb[i] = product(samples[at + i], samples[at + 3]);
      }
    }
  },
  /** The inks of cyan, magenta and yellow as YCbCr, and black, as Adobe writes them. */
  ADOBE_YCCK {
    @Override
    void convert(int[] samples, int at, int[] rgb) {
      ycc(samples, at, rgb);
      for (int i = 0; i < 3; i++) {
        rgb[i] = product(255 - rgb[i], samples[at + 3]);
      }
    }
  };

  /**
   * Converts a pixel.
   *
   * @param samples of a row, with the components of a pixel next to each other
   * @param at where the pixel's samples begin
   * @param rgb receives red, green and blue, from 0 to 255
   */
  abstract void convert(int[] samples, int at, int[] rgb);

  /** Returns whether the first component alone is the brightness of a pixel. */
  boolean hasLuma() {
    return this == GRAY || this == YCC;
  }

  private static void ycc(int[] samples, int at, int[] rgb) {
    double blue = samples[at + 1] - 128;
    double red = samples[at + 2] - 128;
    rgb[0] = clamp(samples[at] + 1.402 * red);
    rgb[1] = clamp(samples[at] - 0.344136 * blue - 0.714136 * red);
    rgb[2] = clamp(samples[at] + 1.772 * blue);
  }

  private static int clamp(double value) {
    return (int) Math.round(Math.max(0, Math.min(255, value)));
  }

  private static int product(int light, int blackLight) {
    return (light * blackLight + 127) / 255;
  }
}
