package dev.residual.storage;

import jakarta.validation.Valid;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where checkpoints and models are kept: in a folder or in a bucket. All nodes of a cluster share
 * it.
 *
 * @param folder {@code ./data/artifacts} unless a bucket is named
 * @param s3 the bucket, if it is to be one
 */
@Validated
@ConfigurationProperties("residual.artifacts")
record ArtifactSettings(@Nullable Path folder, @Valid @Nullable S3Settings s3) {

  ArtifactSettings {
    if (folder != null && s3 != null) {
      throw new IllegalArgumentException(
          "residual.artifacts has a folder (%s) and a bucket (%s): name one of them"
              .formatted(folder, s3.bucket()));
    }
    if (folder == null && s3 == null) {
      folder = Path.of("data", "artifacts");
    }
  }
}
