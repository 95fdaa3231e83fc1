package dev.residual.job;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param pollInterval how often a free device looks for a job
 * @param heartbeat how often a worker says that it lives
 * @param missedHeartbeats so many missing make a worker dead; db-scheduler wants at least 4
 * @param shutdownWait how long a stopping service waits for its jobs to be handed back
 */
@Validated
@ConfigurationProperties("residual.queue")
record QueueSettings(
    @NotNull @DefaultValue("1s") Duration pollInterval,
    @NotNull @DefaultValue("10s") Duration heartbeat,
    @Min(4) @DefaultValue("6") int missedHeartbeats,
    @NotNull @DefaultValue("25s") Duration shutdownWait) {}
