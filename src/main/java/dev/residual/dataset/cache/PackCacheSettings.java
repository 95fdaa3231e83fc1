package dev.residual.dataset.cache;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the packs that are fetched from a bucket.
 *
 * @param folder the folder of this node for them, which all its processes share; by default {@code
 *     .cache/residual/packs} in the user's home directory
 * @param maxSize maximum size of the folder; packs in use stay even if they are larger
 */
@Validated
@ConfigurationProperties("residual.dataset.pack-cache")
record PackCacheSettings(@Nullable Path folder, @NotNull @DefaultValue("50GB") DataSize maxSize) {

  PackCacheSettings {
    if (folder == null) { // @DefaultValue cannot refer to the user's home directory
      folder = Path.of(System.getProperty("user.home"), ".cache", "residual", "packs");
    }
    if (maxSize != null && maxSize.isNegative()) {
      throw new IllegalArgumentException(
          "residual.dataset.pack-cache.max-size must not be negative, was " + maxSize);
    }
  }
}
