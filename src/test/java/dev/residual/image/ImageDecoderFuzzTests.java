package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.residual.dataset.Checksums;
import java.time.Duration;
import java.util.Arrays;

/**
 * Runs over the files in {@code ImageDecoderFuzzTestsInputs}, and over what the fuzzer makes of
 * them with {@code ./mvnw test-compile surefire:test@fuzz}.
 */
class ImageDecoderFuzzTests {

  private static final ImageFormat FORMAT = ImageFormat.gray(28, 28);

  private static final Duration LONG = Duration.ofSeconds(10);

  @FuzzTest
  void anyBytesGiveAImageOrAReasonInTime(byte[] file) {
    decodeAllWays(file);
    // A fuzzer hits no checksum by chance; with sound ones its bytes get behind them.
    byte[] mended = Checksums.mended(file);
    if (!Arrays.equals(file, mended)) {
      decodeAllWays(mended);
    }
  }

  private static void decodeAllWays(byte[] file) {
    for (Fit fit : Fit.values()) {
      for (Polarity polarity : Polarity.values()) {
        assertTimeout(LONG, () -> decode(file, fit, polarity));
      }
    }
  }

  private static void decode(byte[] file, Fit fit, Polarity polarity) {
    try {
      assertThat(ImageDecoder.pixels(file, FORMAT, fit)).isBetween(1L, 4_000_000L);
      assertThat(ImageDecoder.decode(file, FORMAT, fit, polarity)).hasSize(784);
    } catch (ImageException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
