package dev.residual.job.maintenance;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long finished jobs and their data are kept. Models are kept until they are deleted.
 *
 * @param jobs how long a job is kept after its end, with its events and results
 * @param metrics how long logged steps are kept after their job's end
 * @param checkpoints how long checkpoints are kept after a job failed because of its storage or its
 *     checkpoints; those of other jobs are deleted when the job ends
 * @param cleanupInterval how often expired data is deleted
 */
@Validated
@ConfigurationProperties("residual.retention")
record RetentionSettings(
    @NotNull @DurationMin @DefaultValue("365d") Duration jobs,
    @NotNull @DurationMin @DefaultValue("90d") Duration metrics,
    @NotNull @DurationMin @DefaultValue("30d") Duration checkpoints,
    @NotNull @DurationMin(seconds = 1) @DefaultValue(CLEANUP_INTERVAL) Duration cleanupInterval) {

  static final String CLEANUP_INTERVAL = "1h";
}
