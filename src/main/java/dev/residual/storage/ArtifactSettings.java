package dev.residual.storage;

import jakarta.validation.Valid;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Says where checkpoints and models are stored, either in a folder or in an S3 bucket. All nodes of
 * a cluster share it.
 *
 * @param folder the folder, by default {@code ./data/artifacts} unless a bucket is set
 * @param s3 the bucket, or null to use a folder
 */
@Validated
@ConfigurationProperties("residual.artifacts")
record ArtifactSettings(@Nullable Path folder, @Valid @Nullable S3Settings s3) {

  ArtifactSettings {
    if (folder != null && s3 != null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "residual.artifacts sets both a folder (%s) and a bucket (%s), but only one is allowed",
              folder,
              s3.bucket()));
    }
    if (folder == null && s3 == null) {
      folder = Path.of("data", "artifacts");
    }
  }
}
