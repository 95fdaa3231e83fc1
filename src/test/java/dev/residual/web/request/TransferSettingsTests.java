package dev.residual.web.request;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class TransferSettingsTests {

  @Test
  void rateOfNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new TransferSettings(Duration.ofSeconds(20), DataSize.ofBytes(0), 100, 32))
        .withMessage("residual.web.transfer.min-rate must be at least 1B, was 0B");
  }

  @Test
  void timeoutOfNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TransferSettings(Duration.ZERO, DataSize.ofKilobytes(32), 100, 32))
        .withMessage("residual.web.transfer.timeout must be more than 0s, was PT0S");
  }
}
