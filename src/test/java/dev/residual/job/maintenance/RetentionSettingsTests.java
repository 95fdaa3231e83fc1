package dev.residual.job.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class RetentionSettingsTests {

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(RetentionSettings.class)
  static class Settings {}

  private final ApplicationContextRunner service =
      new ApplicationContextRunner().withUserConfiguration(Settings.class);

  @ParameterizedTest
  @ValueSource(strings = {"jobs=-1d", "metrics=-1s", "checkpoints=-1ms", "cleanup-interval=0"})
  void negativeRetentionIsRefusedAtStart(String setting) {
    service
        .withPropertyValues("residual.retention." + setting)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("residual.retention")
                    .hasMessageContaining("must be longer than or equal to"));
  }

  @Test
  void retentionMayBeZero() {
    service
        .withPropertyValues("residual.retention.jobs=0")
        .run(context -> assertThat(context).hasNotFailed());
  }
}
