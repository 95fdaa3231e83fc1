package dev.residual.torch;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param devices what trains, one job each at a time: names such as {@code gpu1}, or {@code cpu},
 *     which may come several times and is then divided; none for every GPU, or else the processor
 */
@ConfigurationProperties("residual")
record DeviceSettings(@DefaultValue List<String> devices) {}
