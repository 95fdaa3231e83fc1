package dev.residual.job;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param capacity jobs that may wait; the next one is told to come again
 * @param attempts so often a job is tried whose worker dies, or whose storage fails
 * @param pollInterval how often a free device looks for a job
 * @param heartbeat how often a worker says that it lives
 * @param missedHeartbeats so many missing make a worker dead; db-scheduler wants at least 4
 * @param shutdownWait how long a stopping service waits for its jobs to be handed back
 */
@Validated
@ConfigurationProperties("residual.queue")
record QueueSettings(
    @Min(1) @Max(1_000_000) @DefaultValue("10000") int capacity,
    @Min(1) @Max(1_000) @DefaultValue("3") int attempts,
    @NotNull @DefaultValue("1s") Duration pollInterval,
    @NotNull @DefaultValue("10s") Duration heartbeat,
    @Min(4) @DefaultValue("6") int missedHeartbeats,
    @NotNull @DefaultValue("25s") Duration shutdownWait) {}
