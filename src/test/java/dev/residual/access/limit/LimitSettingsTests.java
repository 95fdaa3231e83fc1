package dev.residual.access.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.access.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Tests what the settings accept. */
class LimitSettingsTests {

  private static final String PREFIX = "residual.access.limits.";

  private final ApplicationContextRunner service =
      new ApplicationContextRunner().withUserConfiguration(LimitBeans.class);

  @Test
  void nothingIsLimitedByDefault() {
    service.run(
        started ->
            assertThat(started.getBean(ClientLimits.class).current()).isEqualTo(Limits.NONE));
  }

  @Test
  void sizesHaveUnits() {
    service
        .withPropertyValues(PREFIX + "stored-bytes=50GB", PREFIX + "event-streams=3")
        .run(
            started ->
                assertThat(started.getBean(ClientLimits.class).current())
                    .isEqualTo(new Limits(null, null, 3, null, 50L << 30)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "images-per-second=0",
        "images-per-second=1000001",
        "concurrent-predictions=0",
        "event-streams=100001",
        "unfinished-jobs=0",
        "stored-bytes=0B",
        "stored-bytes=1025TB"
      })
  void valueOutOfRangeStopsTheStart(String setting) {
    service
        .withPropertyValues(PREFIX + setting)
        .run(
            started ->
                assertThat(started)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining(PREFIX.substring(0, PREFIX.length() - 1)));
  }
}
