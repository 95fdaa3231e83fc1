package dev.residual.dataset.own;

import dev.residual.dataset.cache.PackCache;
import dev.residual.dataset.pack.Pack;
import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The packs that are open. Each is opened once and shared as long as something uses it. */
@Component
class Packs {

  private final PackCache cache;
  private final Map<UUID, Reference<Pack>> open = new ConcurrentHashMap<>();

  Packs(PackCache cache) {
    this.cache = cache;
  }

  /**
   * Returns the pack of a version that is ready.
   *
   * @throws dev.residual.dataset.DatasetException if it is damaged
   * @throws dev.residual.storage.StorageUnavailableException if it cannot be read at the moment
   */
  Pack of(DatasetVersion version) {
    @Nullable Pack pack = null;
    Reference<Pack> known = open.get(version.id());
    if (known != null) {
      pack = known.get();
    }
    if (pack == null) {
      forgetUnused();
      pack =
          cache.open(
              DatasetKeys.pack(version.id(), version.attempt()), PackDatasets.manifest(version));
      open.put(version.id(), new SoftReference<>(pack));
    }
    return pack;
  }

  /** Lets go of all packs that nothing uses, because an open pack cannot leave the disk. */
  private void forgetUnused() {
    open.replaceAll((id, known) -> new WeakReference<>(known.get()));
  }

  /** Forgets the pack of a version that was deleted. */
  void remove(UUID id) {
    open.remove(id);
  }
}
