package dev.residual.job.events;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of event streams.
 *
 * @param maxStreams maximum number of open streams of this node; further ones are refused with 503
 * @param writeTimeout how long a client may read nothing while events wait for it; then its
 *     connection is closed
 */
@Validated
@ConfigurationProperties("residual.events")
record EventStreamSettings(
    @Min(1) @Max(100_000) @DefaultValue("4000") int maxStreams,
    @NotNull @DefaultValue("5s") Duration writeTimeout) {}
