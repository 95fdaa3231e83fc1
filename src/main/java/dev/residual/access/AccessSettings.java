package dev.residual.access;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may use the service.
 *
 * @param mode whether clients need a key: {@code auto}, {@code keys} or {@code open}
 * @param allowAnonymous whether the mode {@code open} is allowed on an address that other machines
 *     can reach
 * @param adminKeyFile the file with the first key of an admin; it is written if there is no key yet
 */
@Validated
@ConfigurationProperties("residual.access")
public record AccessSettings(
    @NotNull @DefaultValue("auto") AccessMode mode,
    @DefaultValue("false") boolean allowAnonymous,
    @NotNull @DefaultValue("./data/admin.key") Path adminKeyFile) {}
