package dev.residual.torch;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param niceness of threads that train, 0 to 19 as of {@code nice}: how much they leave the
 *     processor to others that want it, such as those that serve; Linux only
 */
@Validated
@ConfigurationProperties("residual.training")
record NicenessSettings(@Min(0) @Max(19) @DefaultValue("10") int niceness) {}
