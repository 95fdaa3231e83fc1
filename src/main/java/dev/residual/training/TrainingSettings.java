package dev.residual.training;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of training.
 *
 * @param checkpointInterval a checkpoint is written when the last one is older than this, and at
 *     the end of each epoch
 * @param compiled whether networks are compiled for training in bf16 on a processor, where that
 *     works
 */
@ConfigurationProperties("residual.training")
record TrainingSettings(
    @DefaultValue("2m") Duration checkpointInterval, @DefaultValue("true") boolean compiled) {

  TrainingSettings {
    if (checkpointInterval.isNegative()) {
      throw new IllegalArgumentException(
          "residual.training.checkpoint-interval must not be negative, was " + checkpointInterval);
    }
  }
}
