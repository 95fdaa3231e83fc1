package dev.residual.training;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How trainings are kept safe.
 *
 * @param checkpointInterval a checkpoint is written at the end of each epoch, and when the last one
 *     is older than this
 */
@ConfigurationProperties("residual.training")
record TrainingSettings(@DefaultValue("2m") Duration checkpointInterval) {

  TrainingSettings {
    if (checkpointInterval.isNegative()) {
      throw new IllegalArgumentException(
          "residual.training.checkpoint-interval must not be negative, was " + checkpointInterval);
    }
  }
}
