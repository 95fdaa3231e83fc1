package dev.residual.dataset.own;

import dev.residual.access.limit.StoredBytes;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Knows the size of the data sets of each client. */
@Component
class StoredDatasets implements StoredBytes {

  private final DatasetVersions versions;

  StoredDatasets(DatasetVersions versions) {
    this.versions = versions;
  }

  @Override
  public long of(UUID owner) {
    return versions.storedBytes(owner);
  }
}
