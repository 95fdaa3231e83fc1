package dev.residual.dataset.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.dataset.pack.TestPack;
import dev.residual.storage.FileDigests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Tests the cache of a node with two processes. */
class SharedPackCacheTests {

  private static final String KEY = "datasets/7/1";
  private static final String OTHER = "datasets/8/1";

  @TempDir private Path folder;
  @TempDir private Path storeFolder;

  private RemoteStore store;
  private PackManifest manifest;
  private PackManifest other;

  @BeforeEach
  void write() throws IOException {
    store = new RemoteStore(storeFolder);
    store.write(KEY, directory -> TestPack.random(3, 4).write(directory, 2000));
    store.write(OTHER, directory -> TestPack.random(1, 4).write(directory, 2000));
    manifest = PackManifest.read(storeFolder.resolve(KEY));
    other = PackManifest.read(storeFolder.resolve(OTHER));
  }

  private PackCache cache(long maxBytes) {
    return new PackCache(
        new PackCacheSettings(folder, DataSize.ofBytes(maxBytes)),
        store,
        new FileDigests(Clock.systemUTC()),
        new SimpleMeterRegistry(),
        Clock.systemUTC());
  }

  @Test
  void packThatAnotherProcessFetchesIsAwaitedAndStaysWhileThatProcessUsesIt() throws Exception {
    try (PackCacheProcess process = new PackCacheProcess(folder, storeFolder, KEY)) {
      process.await(PackCacheProcess.FETCHING);
      CompletableFuture<Pack> opened =
          CompletableFuture.supplyAsync(
              () -> cache(0).open(KEY, manifest), task -> new Thread(task).start());
      process.go();
      process.await(PackCacheProcess.OPEN);
      assertThat(opened.get().manifest()).isEqualTo(manifest);
      assertThat(store.fetches()).isEqualTo(1);
    }
  }

  @Test
  void packThatAnotherProcessUsesIsDeletedOnlyAfterItsEnd() throws Exception {
    try (PackCacheProcess process = new PackCacheProcess(folder, storeFolder, KEY)) {
      process.go();
      process.await(PackCacheProcess.OPEN);

      cache(0).open(OTHER, other);

      assertThat(folder.resolve(manifest.sha256())).isDirectory();
    }
    store.write("datasets/9/1", directory -> TestPack.random(3, 5).write(directory, 2000));

    cache(0).open("datasets/9/1", PackManifest.read(storeFolder.resolve("datasets/9/1")));

    assertThat(folder.resolve(manifest.sha256())).doesNotExist();
  }

  @Test
  void packThatAKilledProcessWasFetchingIsFetchedAgain() throws Exception {
    Path half = folder.resolve(manifest.sha256() + ".tmp");
    try (PackCacheProcess process = new PackCacheProcess(folder, storeFolder, KEY)) {
      process.await(PackCacheProcess.FETCHING);
      cache(0).afterSingletonsInstantiated();
      assertThat(half).isNotEmptyDirectory();
    }

    cache(0).afterSingletonsInstantiated();
    assertThat(half).doesNotExist();

    assertThat(cache(0).open(KEY, manifest).manifest()).isEqualTo(manifest);
    assertThat(store.fetches()).isEqualTo(2);
  }
}
