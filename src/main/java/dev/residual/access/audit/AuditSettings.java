package dev.residual.access.audit;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What the audit log keeps.
 *
 * @param retention how long an entry is kept
 * @param maxRefusals how many refused requests a node records in a minute
 */
@Validated
@ConfigurationProperties("residual.access.audit")
record AuditSettings(
    @NotNull @DurationMin @DefaultValue("365d") Duration retention,
    @Min(0) @DefaultValue("100") int maxRefusals) {}
