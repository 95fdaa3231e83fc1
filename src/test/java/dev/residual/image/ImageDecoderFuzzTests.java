package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.residual.dataset.Checksums;
import java.time.Duration;
import java.util.Arrays;

/**
 * Decodes the files in {@code ImageDecoderFuzzTestsInputs}. With {@code ./mvnw test-compile
 * surefire:test@fuzz} the fuzzer also mutates them.
 */
class ImageDecoderFuzzTests {

  private static final ImageFormat FORMAT = ImageFormat.gray(28, 28);

  private static final Duration TIME_LIMIT = Duration.ofSeconds(10);

  @FuzzTest
  void anyBytesAreDecodedOrRejectedInTime(byte[] file) {
    decodeAllWays(file);
    // A fuzzer hardly ever guesses a checksum. With repaired ones its bytes reach the code behind
    // them.
    byte[] repaired = Checksums.repaired(file);
    if (!Arrays.equals(file, repaired)) {
      decodeAllWays(repaired);
    }
  }

  private static void decodeAllWays(byte[] file) {
    for (Fit fit : Fit.values()) {
      for (Polarity polarity : Polarity.values()) {
        assertTimeout(TIME_LIMIT, () -> decode(file, fit, polarity));
      }
    }
  }

  private static void decode(byte[] file, Fit fit, Polarity polarity) {
    try {
      DecodingCost cost = ImageDecoder.cost(file, FORMAT, fit);
      assertThat(cost.pixels()).isBetween(1L, 25_000_000L);
      assertThat(cost.memory()).isBetween(1L, 400_000_000L);
      assertThat(ImageDecoder.decode(file, FORMAT, fit, polarity)).hasSize(784);
    } catch (ImageException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
