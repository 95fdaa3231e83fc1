package dev.residual.web.request;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SlowBodySettingsTests {

  @Test
  void rateOfNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlowBodySettings(Duration.ofSeconds(20), DataSize.ofBytes(0), 100))
        .withMessage("residual.web.body.min-rate must be at least 1B, was 0B");
  }
}
