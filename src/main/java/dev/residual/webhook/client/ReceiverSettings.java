package dev.residual.webhook.client;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Says which receivers messages may be sent to, and how.
 *
 * @param allowedHosts receivers that may have private addresses, be reached by plain HTTP and have
 *     any port: names such as {@code hooks.internal}; {@code .corp.example} for that name and all
 *     below it; addresses such as {@code 10.0.0.5}
 * @param timeout how long an exchange may take as a whole, from the lookup of the name to the end
 *     of the answer
 * @param sslBundle the name of the SSL bundle whose certificates are trusted; by default those that
 *     the JDK trusts
 */
@Validated
@ConfigurationProperties("residual.webhooks")
public record ReceiverSettings(
    @DefaultValue
        List<
                @Pattern(
                    regexp = "\\.?[^\\s/?#@*\\[\\]]+",
                    message =
                        "must be a host name or an address without a port, such as hooks.internal,"
                            + " was ${validatedValue}")
                String>
            allowedHosts,
    @NotNull @DurationMin(millis = 1) @DurationMax(seconds = 30) @DefaultValue("5s")
        Duration timeout,
    @Nullable String sslBundle) {

  /**
   * Returns whether the operator of the service vouches for a host.
   *
   * @param host a name or an address, without brackets
   */
  boolean allows(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return allowedHosts.stream()
        .map(allowed -> allowed.toLowerCase(Locale.ROOT))
        .anyMatch(
            allowed ->
                allowed.equals(lower)
                    || (allowed.startsWith(".") && ("." + lower).endsWith(allowed)));
  }
}
