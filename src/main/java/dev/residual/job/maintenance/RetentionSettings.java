package dev.residual.job.maintenance;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long finished jobs and their data are kept. Models are kept until they are deleted.
 *
 * @param jobs how long a job is kept after its end, with all that belongs to it
 * @param metrics how long logged steps are kept after their job's end
 * @param checkpoints how long checkpoints are kept after the end of a job whose storage failed;
 *     those of other jobs are deleted at once
 * @param cleanupInterval how often expired data is looked for
 */
@Validated
@ConfigurationProperties("residual.retention")
record RetentionSettings(
    @NotNull @DefaultValue("365d") Duration jobs,
    @NotNull @DefaultValue("90d") Duration metrics,
    @NotNull @DefaultValue("30d") Duration checkpoints,
    @NotNull @DefaultValue(CLEANUP_INTERVAL) Duration cleanupInterval) {

  static final String CLEANUP_INTERVAL = "1h";
}
