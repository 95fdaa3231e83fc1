package dev.residual.inference;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param threads requests computed at once; each uses all cores for its convolutions already
 * @param queue requests that may wait for a thread; the next one is told to come again
 * @param deadline how long a request waits for its answer
 * @param models networks kept in memory; the one that was not asked for longest goes first
 */
@Validated
@ConfigurationProperties("residual.serving")
record ServingSettings(
    @Min(1) @Max(64) @DefaultValue("1") int threads,
    @Min(1) @Max(100_000) @DefaultValue("256") int queue,
    @NotNull @DefaultValue("10s") Duration deadline,
    @Min(1) @Max(100) @DefaultValue("4") int models) {}
