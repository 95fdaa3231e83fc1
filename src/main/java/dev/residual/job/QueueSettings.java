package dev.residual.job;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the queue of jobs. {@link dev.residual.cluster.SchedulerSettings} say how it is
 * polled.
 *
 * @param capacity maximum number of queued and paused jobs; further ones are rejected with status
 *     429
 * @param maxAttempts maximum attempts of a job without progress; an attempt counts if its worker
 *     dies or its model cannot be written
 * @param progressInterval the minimum time between two updates of a job's progress, each of which
 *     also tells the training whether it is to pause, stop or end
 */
@Validated
@ConfigurationProperties("residual.queue")
public record QueueSettings(
    @Min(1) @Max(1_000_000) @DefaultValue("10000") int capacity,
    @Min(1) @Max(1_000) @DefaultValue("3") int maxAttempts,
    @NotNull @DurationMin @DefaultValue("1s") Duration progressInterval) {}
