package dev.residual.storage;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the files that are made for downloads.
 *
 * @param folder the folder of this node for them; everything in it can be made again
 * @param maxSize maximum size of the folder, unless a single file is larger
 * @param maxWaiting how many requests may wait while a file is made for another one
 */
@Validated
@ConfigurationProperties("residual.downloads")
record DownloadSettings(
    @NotNull @DefaultValue("./data/downloads") Path folder,
    @NotNull @DefaultValue("2GB") DataSize maxSize,
    @Min(0) @DefaultValue("8") int maxWaiting) {}
