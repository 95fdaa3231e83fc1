package dev.residual.dataset.own;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of own data sets.
 *
 * @param inbox a folder with archives and folders that are too large to send; null for none. Nodes
 *     that train need it under the same path.
 * @param maxUpload maximum size of an archive that is sent
 * @param maxUploads maximum number of archives that a node receives at the same time
 * @param maxDiskShare share of the disk that own data sets may take, from 0.01 to 1
 */
@Validated
@ConfigurationProperties("residual.dataset")
record UploadSettings(
    @Nullable Path inbox,
    @NotNull @DefaultValue("20GB") DataSize maxUpload,
    @Min(1) @DefaultValue("4") int maxUploads,
    @DecimalMin("0.01") @DecimalMax("1") @DefaultValue("0.8") double maxDiskShare) {}
