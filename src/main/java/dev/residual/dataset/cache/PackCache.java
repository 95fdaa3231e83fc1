package dev.residual.dataset.cache;

import dev.residual.dataset.DatasetException;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.dataset.pack.PackManifest.StoredFile;
import dev.residual.files.PrivateFiles;
import dev.residual.storage.ArtifactStore;
import dev.residual.storage.FileDigests;
import dev.residual.storage.StorageUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Opens packs. Those in a folder are read where they are. Those in a bucket are fetched to a folder
 * of this node, once for all its processes, and are read from there.
 *
 * <p>A fetched pack is checked against its manifest whenever a process opens it first or its files
 * have changed, and is fetched again if it is damaged. It stays on the disk at least as long as
 * anything can reach its images.
 */
@Component
public class PackCache implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(PackCache.class);

  private static final Cleaner CLEANER = Cleaner.create();
  private static final long POLL_MILLIS = 50;

  private final Path folder;
  private final long maxBytes;
  private final ArtifactStore artifacts;
  private final FileDigests digests;
  private final PackCacheMetrics metrics;
  private final Clock clock;

  PackCache(
      PackCacheSettings settings,
      ArtifactStore artifacts,
      FileDigests digests,
      MeterRegistry meters,
      Clock clock) {
    folder = Objects.requireNonNull(settings.folder()).toAbsolutePath().normalize();
    maxBytes = settings.maxSize().toBytes();
    this.artifacts = artifacts;
    this.digests = digests;
    this.clock = clock;
    metrics = new PackCacheMetrics(meters);
  }

  /** Deletes what processes left that were killed while they fetched a pack. */
  @Override
  public void afterSingletonsInstantiated() {
    if (artifacts.readsInPlace() || !Files.exists(folder)) {
      return;
    }
    try {
      new PackFolder(folder, PackLocks.of(folder)).deleteIncomplete();
    } catch (IOException e) {
      log.warn("The cache of packs cannot be cleaned: {}", e.toString());
    }
  }

  /**
   * Opens a pack.
   *
   * @param key its key in the store
   * @param manifest its manifest
   * @throws DatasetException if it is damaged in the store
   * @throws StorageUnavailableException if it cannot be read at the moment, or the folder has no
   *     room for it
   * @throws dev.residual.storage.ArtifactException if it is missing in the store
   */
  public Pack open(String key, PackManifest manifest) {
    if (artifacts.readsInPlace()) {
      return artifacts.read(key, directory -> Pack.open(directory, false));
    }
    try {
      PackLocks locks = PackLocks.of(folder);
      return open(key, manifest, locks, new PackFolder(folder, locks));
    } catch (IOException e) {
      throw new StorageUnavailableException(
          String.format(Locale.ROOT, "The cache of packs %s cannot be used: %s", folder, e), e);
    }
  }

  private Pack open(String key, PackManifest manifest, PackLocks locks, PackFolder packs)
      throws IOException {
    String digest = manifest.sha256();
    try (PackLocks.Held held = lock(digest, locks)) {
      locks.pin(digest);
      boolean opened = false;
      try {
        Pack pack = openOrFetch(key, manifest, packs);
        packs.touch(digest, clock.instant());
        pack.whenUnreachable(CLEANER, () -> release(digest, locks, packs));
        opened = true;
        return pack;
      } finally {
        if (!opened) {
          locks.unpin(digest);
        }
      }
    }
  }

  /** Waits while another thread or process checks, fetches or deletes the pack. */
  private static PackLocks.Held lock(String digest, PackLocks locks) throws IOException {
    try {
      while (true) {
        Optional<PackLocks.Held> held = locks.tryLock(digest);
        if (held.isPresent()) {
          return held.get();
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailableException(
          "The service stops while another thread or process fetches pack " + digest, e);
    }
  }

  private Pack openOrFetch(String key, PackManifest manifest, PackFolder packs) throws IOException {
    Path directory = packs.pack(manifest.sha256());
    boolean damaged = Files.exists(directory);
    if (damaged) {
      Pack pack = openIntact(directory, manifest);
      if (pack != null) {
        metrics.countHit();
        return pack;
      }
    }
    fetch(key, manifest, packs);
    metrics.countFetch(damaged, bytes(manifest));
    return Pack.open(directory, false);
  }

  private @Nullable Pack openIntact(Path directory, PackManifest manifest) {
    try {
      return requireEqual(Pack.open(directory, digests::of), manifest);
    } catch (DatasetException | IOException e) {
      log.warn("{} is damaged and is fetched again: {}", directory, e.getMessage());
      return null;
    }
  }

  private static Pack requireEqual(Pack pack, PackManifest manifest) {
    if (!pack.manifest().digest().equals(manifest.digest())
        || !pack.manifest().files().equals(manifest.files())) {
      throw new DatasetException("dataset.json is that of another pack");
    }
    return pack;
  }

  /** Fetches a pack into a temporary directory, checks it, and only then gives it its name. */
  private void fetch(String key, PackManifest manifest, PackFolder packs) throws IOException {
    String digest = manifest.sha256();
    packs.delete(digest);
    packs.deleteIncomplete();
    packs.makeRoom(bytes(manifest), maxBytes);
    requireRoom(manifest, packs);
    Path temporary = packs.temporary(digest);
    try {
      long start = System.nanoTime();
      PrivateFiles.createFolder(temporary);
      artifacts.copy(key, temporary);
      requireEqual(Pack.open(temporary, true), manifest);
      Files.move(temporary, packs.pack(digest), StandardCopyOption.ATOMIC_MOVE);
      for (StoredFile file : manifest.files()) {
        digests.put(packs.pack(digest).resolve(file.name()), file.sha256());
      }
      log.info(
          "Pack {} ({} bytes) was fetched in {} ms",
          key,
          bytes(manifest),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    } catch (IOException e) {
      throw new StorageUnavailableException(
          String.format(
              Locale.ROOT,
              "The pack could not be written to %s (residual.dataset.pack-cache.folder): %s",
              folder,
              e.getMessage()),
          e);
    } finally {
      packs.deleteTemporary(digest);
    }
  }

  private void requireRoom(PackManifest manifest, PackFolder packs) throws IOException {
    long free = packs.free();
    if (bytes(manifest) > free) {
      throw new StorageUnavailableException(
          String.format(
              Locale.ROOT,
              "The pack has %,d bytes, but the disk of %s (residual.dataset.pack-cache.folder) has"
                  + " %,d free",
              bytes(manifest),
              folder,
              free));
    }
  }

  private static long bytes(PackManifest manifest) {
    return manifest.files().stream().mapToLong(StoredFile::bytes).sum();
  }

  /** Lets go of a pack, which may have kept the folder larger than it should be. */
  private void release(String digest, PackLocks locks, PackFolder packs) {
    try {
      try {
        packs.touch(digest, clock.instant());
      } finally {
        locks.unpin(digest);
      }
      packs.makeRoom(0, maxBytes);
    } catch (IOException | RuntimeException e) {
      log.warn("The cache of packs cannot be cleaned: {}", e.toString());
    }
  }
}
