package dev.residual.dataset.own;

import dev.residual.dataset.pack.Pack;
import dev.residual.storage.ArtifactStore;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The packs that are open. Each is opened once and shared as long as something uses it. */
@Component
class Packs {

  private final ArtifactStore artifacts;
  private final Map<UUID, SoftReference<Pack>> open = new ConcurrentHashMap<>();

  Packs(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * Returns the pack of a version that is ready.
   *
   * @throws dev.residual.dataset.DatasetException if it is damaged
   * @throws dev.residual.storage.StorageUnavailableException if it cannot be read at the moment
   */
  Pack of(DatasetVersion version) {
    @Nullable Pack pack = null;
    SoftReference<Pack> known = open.get(version.id());
    if (known != null) {
      pack = known.get();
    }
    if (pack == null) {
      pack =
          artifacts.read(
              DatasetKeys.pack(version.id(), version.attempt()),
              directory -> Pack.open(directory, false));
      open.put(version.id(), new SoftReference<>(pack));
    }
    return pack;
  }

  /** Forgets the pack of a version that was deleted. */
  void remove(UUID id) {
    open.remove(id);
  }
}
