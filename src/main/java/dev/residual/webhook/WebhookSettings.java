package dev.residual.webhook;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of webhooks.
 *
 * @param maxWebhooks maximum number of webhooks
 * @param retention how long a message and its attempts are kept
 */
@Validated
@ConfigurationProperties("residual.webhooks")
record WebhookSettings(
    @Min(0) @Max(1_000) @DefaultValue("100") int maxWebhooks,
    @NotNull @DurationMin(days = 1) @DefaultValue("30d") Duration retention) {}
