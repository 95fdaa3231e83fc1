package dev.residual.predict;

import dev.residual.web.BodyLimit;
import dev.residual.web.UploadFolder;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Sets the limits of the files that {@code POST /predict} takes. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DecodingSettings.class)
@Import({UploadFolder.class, MultipartConfiguration.class})
class UploadConfiguration {

  /**
   * An image may have 10 MB. The parts of a multipart body have this limit from application.yml.
   */
  private static final int MAX_FILE_BYTES = 10 << 20;

  @Bean
  BodyLimit imageLimit() {
    return new BodyLimit(PredictController.PATH, MAX_FILE_BYTES);
  }

  @Bean
  Decoders decoders(DecodingSettings settings, MeterRegistry meters) {
    return new Decoders(Runtime.getRuntime().availableProcessors(), settings.maxWait(), meters);
  }

  @Bean
  DecodingBudget decodingBudget(DecodingSettings settings) {
    return new DecodingBudget(settings);
  }
}
