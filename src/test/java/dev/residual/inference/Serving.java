package dev.residual.inference;

import dev.residual.feedback.PredictionLog;
import dev.residual.feedback.PredictionLogs;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/** The beans that serve predictions, without the models. */
@TestConfiguration(proxyBeanMethods = false)
@Import({PredictionService.class, ModelResolver.class, DynamicBatcher.class, ServingMetrics.class})
@ComponentScan(
    basePackages = "dev.residual.web",
    useDefaultFilters = false,
    includeFilters =
        @ComponentScan.Filter(
            type = FilterType.REGEX,
            pattern = ".*(JacksonConfiguration|ProblemErrorController)"))
public class Serving {

  @Bean
  ServingSettings settings() {
    return new ServingSettings(
        1, 0, "auto", "fp32", 32, 64, Duration.ZERO, Duration.ofMinutes(1), 1);
  }

  @Bean
  PredictionLog predictionLog() {
    return PredictionLogs.off();
  }

  @Bean
  MeterRegistry meters() {
    return new SimpleMeterRegistry();
  }
}
