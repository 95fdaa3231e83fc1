package dev.residual.cluster;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the queues of jobs and of imports are polled.
 *
 * @param pollInterval how often a free thread polls for work
 * @param heartbeatInterval how often a worker updates the heartbeat of what it runs
 * @param missedHeartbeats number of missed heartbeats after which a worker is considered dead;
 *     db-scheduler needs at least 4
 * @param shutdownMaxWait how long a stopping service waits until what it runs is released
 */
@Validated
@ConfigurationProperties("residual.queue")
public record SchedulerSettings(
    @NotNull @DefaultValue("1s") Duration pollInterval,
    @NotNull @DefaultValue("10s") Duration heartbeatInterval,
    @Min(4) @DefaultValue("6") int missedHeartbeats,
    @NotNull @DefaultValue("25s") Duration shutdownMaxWait) {}
