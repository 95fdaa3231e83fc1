package dev.residual.job;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long what is over is kept. Models are kept until they are deleted.
 *
 * @param jobs from a job's end on; then it is forgotten with all that belongs to it
 * @param metrics logged steps, from their job's end on
 * @param checkpoints of a job that failed by its storage, from its end on; those of other jobs go
 *     at once
 * @param sweepInterval how often it is looked for what is too old
 */
@Validated
@ConfigurationProperties("residual.retention")
record RetentionSettings(
    @NotNull @DefaultValue("365d") Duration jobs,
    @NotNull @DefaultValue("90d") Duration metrics,
    @NotNull @DefaultValue("30d") Duration checkpoints,
    @NotNull @DefaultValue("1h") Duration sweepInterval) {}
