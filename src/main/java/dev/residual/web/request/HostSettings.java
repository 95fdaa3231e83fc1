package dev.residual.web.request;

import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Says by which names this service may be reached.
 *
 * @param allowedHosts names such as {@code ml.example.com}; {@code .example.com} for that name and
 *     all below it; {@code *} for every name
 */
@Validated
@ConfigurationProperties("residual.web")
record HostSettings(
    @DefaultValue
        List<
                @Pattern(
                    regexp = "\\*|\\.?[^\\s:/?#@*\\[\\]]+",
                    message =
                        "must be a host name such as ml.example.com without a port, was"
                            + " ${validatedValue}")
                String>
            allowedHosts) {

  /** Returns whether the service may be reached by this name. */
  boolean allows(Authority authority) {
    return authority.isAddressOrLocalhost()
        || allowedHosts.stream()
            .map(allowed -> allowed.toLowerCase(Locale.ROOT))
            .anyMatch(allowed -> matches(authority.host(), allowed));
  }

  private static boolean matches(String host, String allowed) {
    return allowed.equals("*")
        || allowed.equals(host)
        || (allowed.startsWith(".") && ("." + host).endsWith(allowed));
  }
}
