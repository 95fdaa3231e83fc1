package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Decodes PNG files that have a valid structure and random samples. Random bytes alone seldom form
 * a valid structure, so they do not reach the code that reads samples.
 */
class PngSamplesFuzzTests {

  private static final ImageFormat FORMAT = ImageFormat.gray(28, 28);

  private static final int[] TYPES = {
    PngMaker.GRAY, PngMaker.COLOR, PngMaker.PALETTE, PngMaker.GRAY_ALPHA, PngMaker.COLOR_ALPHA
  };
  private static final int[] DEPTHS = {1, 2, 4, 8, 16};

  @FuzzTest
  void anySamplesAreDecodedOrRejected(FuzzedDataProvider data) {
    int type = data.pickValue(TYPES);
    int depth = data.pickValue(DEPTHS);
    int width = data.consumeInt(1, 100);
    int height = data.consumeInt(1, 100);
    PngMaker png = new PngMaker(width, height, depth, type);
    byte[] palette = data.consumeBytes(3 * data.consumeInt(0, 256));
    byte[] transparent = data.consumeBytes(data.consumeInt(0, 256));
    if (type == PngMaker.PALETTE) {
      png.chunk("PLTE", chunk -> chunk.write(palette));
    }
    if (transparent.length > 0) {
      png.chunk("tRNS", chunk -> chunk.write(transparent));
    }
    int rowLength = (width * depth * bands(type) + 7) / 8;
    byte[] samples = Arrays.copyOf(data.consumeRemainingAsBytes(), height * rowLength);
    byte[] file = png.finish(samples, rowLength);

    for (Polarity polarity : Polarity.values()) {
      try {
        assertThat(ImageDecoder.decode(file, FORMAT, Fit.RESIZE, polarity)).hasSize(784);
      } catch (ImageException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private static int bands(int type) {
    return switch (type) {
      case PngMaker.COLOR -> 3;
      case PngMaker.GRAY_ALPHA -> 2;
      case PngMaker.COLOR_ALPHA -> 4;
      default -> 1;
    };
  }
}
