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
 * Where the files of data set {@code fashion-mnist} are looked for.
 *
 * @param dataDir a folder with the four IDX files, plain or gzipped; looked into first
 * @param cacheDir the folder that downloads go to; {@code .cache/residual/fashion-mnist} in the
 *     user's home if not set
 * @param download whether files that are nowhere are downloaded
 * @param downloadUrl the address below which the four gzipped files are; what comes from it is
 *     checked against known digests
 * @param connectTimeout how long the address may take to answer a connection
 * @param readTimeout how long a download may take to begin, or stand still, before it has failed
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
    if (cacheDir == null) { // a default cannot speak of the user's home
      cacheDir = Path.of(System.getProperty("user.home"), ".cache", "residual", "fashion-mnist");
    }
  }
}
