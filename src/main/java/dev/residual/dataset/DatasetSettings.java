package dev.residual.dataset;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of where to find the files of the data set {@code fashion-mnist}.
 *
 * @param dataDir a folder with the four IDX files, uncompressed or gzipped; it is searched first
 * @param cacheDir the folder for downloads; by default {@code .cache/residual/fashion-mnist} in the
 *     user's home directory
 * @param download whether files that are not found are downloaded
 * @param downloadUrl the URL of the folder with the four gzipped files; downloads are verified by
 *     known digests
 * @param connectTimeout how long the server may take to accept a connection
 * @param readTimeout how long a download may take to begin, or stall, before it fails
 */
@Validated
@ConfigurationProperties("residual.dataset")
record DatasetSettings(
    @Nullable Path dataDir,
    Path cacheDir,
    @DefaultValue("true") boolean download,
    @DefaultValue("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/") URI downloadUrl,
    @DefaultValue("10s") @DurationMin(millis = 1) Duration connectTimeout,
    @DefaultValue("30s") @DurationMin(millis = 1) Duration readTimeout) {

  DatasetSettings {
    if (cacheDir == null) { // @DefaultValue cannot refer to the user's home directory
      cacheDir = Path.of(System.getProperty("user.home"), ".cache", "residual", "fashion-mnist");
    }
  }
}
