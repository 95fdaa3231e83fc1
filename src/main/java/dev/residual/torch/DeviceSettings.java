package dev.residual.torch;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sets which devices train.
 *
 * @param devices names of the devices that train, one job at a time on each, such as {@code gpu1}
 *     or {@code cpu}. If {@code cpu} is named several times, the processor is divided into as many
 *     parts. By default all GPUs train or, if there are none, the processor.
 */
@ConfigurationProperties("residual")
record DeviceSettings(@DefaultValue List<String> devices) {}
