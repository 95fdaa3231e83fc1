package dev.residual.sweep;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of sweeps.
 *
 * @param maxTrials maximum number of trials of a sweep
 * @param maxUnfinished maximum number of sweeps that have not ended; further ones are rejected with
 *     status 429
 * @param retention how long a sweep is kept after its end; its jobs and models are kept as others
 */
@Validated
@ConfigurationProperties("residual.sweeps")
record SweepSettings(
    @Min(1) @Max(10_000) @DefaultValue("1000") int maxTrials,
    @Min(1) @Max(10_000) @DefaultValue("100") int maxUnfinished,
    @NotNull @DurationMin @DefaultValue("365d") Duration retention) {}
