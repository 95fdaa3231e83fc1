package dev.residual.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class DatasetSettingsTests {

  private final ApplicationContextRunner application =
      new ApplicationContextRunner().withUserConfiguration(Datasets.class);

  @Test
  void defaultsApply() {
    application.run(
        context -> {
          DatasetSettings settings = context.getBean(DatasetSettings.class);

          assertThat(settings.dataDir()).isNull();
          assertThat(settings.cacheDir())
              .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/residual/fashion-mnist"));
          assertThat(settings.download()).isTrue();
          assertThat(settings.downloadUrl())
              .hasHost("fashion-mnist.s3-website.eu-central-1.amazonaws.com");
          assertThat(settings.readTimeout()).isEqualTo(Duration.ofSeconds(30));
        });
  }

  @Test
  void invalidSettingIsRejectedByName() {
    application
        .withPropertyValues("residual.dataset.read-timeout=0s")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("residual.dataset")
                    .hasMessageContaining("readTimeout"));
  }
}
