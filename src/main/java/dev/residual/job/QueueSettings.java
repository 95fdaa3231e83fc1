package dev.residual.job;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the queue.
 *
 * @param capacity maximum number of queued and paused jobs; further ones are rejected with status
 *     429
 * @param maxAttempts maximum attempts of a job without progress; an attempt counts if its worker
 *     dies or its model cannot be written
 * @param pollInterval how often a free device polls for a job
 * @param heartbeatInterval how often a worker updates the heartbeat of its jobs
 * @param missedHeartbeats number of missed heartbeats after which a worker is considered dead;
 *     db-scheduler needs at least 4
 * @param shutdownMaxWait how long a stopping service waits for its jobs to be released
 */
@Validated
@ConfigurationProperties("residual.queue")
public record QueueSettings(
    @Min(1) @Max(1_000_000) @DefaultValue("10000") int capacity,
    @Min(1) @Max(1_000) @DefaultValue("3") int maxAttempts,
    @NotNull @DefaultValue("1s") Duration pollInterval,
    @NotNull @DefaultValue("10s") Duration heartbeatInterval,
    @Min(4) @DefaultValue("6") int missedHeartbeats,
    @NotNull @DefaultValue("25s") Duration shutdownMaxWait) {}
