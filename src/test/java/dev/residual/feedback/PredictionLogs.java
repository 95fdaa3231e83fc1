package dev.residual.feedback;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Makes logs of predictions for tests that have no database. */
public final class PredictionLogs {

  private PredictionLogs() {}

  /** Returns a log that records nothing, as by default. */
  public static PredictionLog off() {
    FeedbackSettings settings = settings(false, 1, KeptImages.NONE, 64, DataSize.ofMegabytes(1));
    return new PredictionLog(settings, buffer(settings), Clock.systemUTC());
  }

  static PredictionBuffer buffer(FeedbackSettings settings) {
    return new PredictionBuffer(settings, new FeedbackMetrics(new SimpleMeterRegistry()));
  }

  static FeedbackSettings settings(
      boolean enabled, double sample, KeptImages images, int buffer, DataSize imageBuffer) {
    return new FeedbackSettings(
        enabled,
        sample,
        Duration.ofDays(90),
        1_000,
        images,
        Duration.ofDays(1),
        DataSize.ofMegabytes(1),
        buffer,
        imageBuffer,
        Duration.ofSeconds(1));
  }
}
