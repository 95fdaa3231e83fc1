package dev.residual.torch;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Sets the priority of training threads.
 *
 * @param niceness value for training threads, 0 to 19 as for the command {@code nice}. With a
 *     higher value they leave more processor time to other threads, such as those that serve. Linux
 *     only.
 */
@Validated
@ConfigurationProperties("residual.training")
record NicenessSettings(@Min(0) @Max(19) @DefaultValue("10") int niceness) {}
