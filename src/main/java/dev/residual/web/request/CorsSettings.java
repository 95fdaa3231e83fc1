package dev.residual.web.request;

import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Says which other sites' pages may use this service through the browsers of their visitors.
 *
 * @param origins such as {@code https://app.example.com}; none by default
 */
@Validated
@ConfigurationProperties("residual.web.cors")
record CorsSettings(
    @DefaultValue
        List<
                @Pattern(
                    regexp = "https?://[^/\\s?#*@]+",
                    message =
                        "must be an origin such as https://app.example.com, was"
                            + " ${validatedValue}")
                String>
            origins) {

  /** Returns whether pages of an origin may use this service. */
  boolean allows(@Nullable String origin) {
    return origin != null && origins.stream().anyMatch(origin::equalsIgnoreCase);
  }
}
