package dev.residual.dataset.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.residual.SettableClock;
import dev.residual.dataset.DatasetException;
import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.dataset.pack.PackManifest.StoredFile;
import dev.residual.dataset.pack.Split;
import dev.residual.dataset.pack.TestPack;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactStore;
import dev.residual.storage.FakeS3Server;
import dev.residual.storage.FileDigests;
import dev.residual.storage.FolderArtifactStore;
import dev.residual.storage.StorageUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class PackCacheTests {

  private static final String KEY = "datasets/7/1";

  @TempDir private Path folder;
  @TempDir private Path otherFolder;

  private final SettableClock clock = new SettableClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private FakeS3Server bucket;
  private ArtifactStore store;
  private PackManifest manifest;

  @BeforeEach
  void write() throws IOException {
    bucket = new FakeS3Server();
    store = bucket.connect();
    manifest = write(KEY, TestPack.random(3, 4));
  }

  @AfterEach
  void close() {
    bucket.close();
  }

  private PackManifest write(String key, TestPack pack) {
    AtomicReference<PackManifest> written = new AtomicReference<>();
    store.write(key, directory -> written.set(pack.write(directory, 2000)));
    return written.get();
  }

  /** Returns the cache of another process. */
  private PackCache cache(Path cacheFolder, long maxBytes, ArtifactStore artifacts) {
    return new PackCache(
        new PackCacheSettings(cacheFolder, DataSize.ofBytes(maxBytes)),
        artifacts,
        new FileDigests(Clock.systemUTC()),
        meters,
        clock);
  }

  private PackCache cache() {
    return cache(folder, 1_000_000, store);
  }

  private static long bytes(PackManifest pack) {
    return pack.files().stream().mapToLong(StoredFile::bytes).sum();
  }

  private static List<byte[]> pixels(Pack pack) {
    LabeledImages images = pack.images(Split.TEST);
    List<byte[]> pixels = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      pixels.add(images.pixels(i));
    }
    return pixels;
  }

  private void assertIntact(Pack pack) {
    List<byte[]> expected =
        TestPack.random(3, 4).images().stream()
            .filter(image -> image.split() == Split.TEST)
            .map(TestPack.Image::pixels)
            .toList();
    assertThat(pixels(pack)).usingRecursiveComparison().isEqualTo(expected);
  }

  private long fetches() {
    return bucket.fetches("residual/datasets/7/1.zip");
  }

  private double meter(String name) {
    return meters.get(name).counters().stream().mapToDouble(each -> each.count()).sum();
  }

  @Test
  void packIsFetchedOnceHoweverManyThreadsAndProcessesOfANodeWantIt() throws Exception {
    List<Callable<Pack>> users = new ArrayList<>();
    for (PackCache process : List.of(cache(), cache(folder, 1_000_000, bucket.connect()))) {
      for (int thread = 0; thread < 3; thread++) {
        users.add(() -> process.open(KEY, manifest));
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(users.size());
    try {
      for (Future<Pack> pack : threads.invokeAll(users)) {
        assertIntact(pack.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(fetches()).isEqualTo(1);
    assertThat(meter("residual.pack.cache.fetches")).isEqualTo(1);
    assertThat(meter("residual.pack.cache.hits")).isEqualTo(5);
    assertThat(meter("residual.pack.cache.fetched")).isEqualTo(bytes(manifest));
  }

  @Test
  void everyNodeFetchesAPackOnce() {
    for (Path node : List.of(folder, otherFolder)) {
      assertIntact(cache(node, 1_000_000, store).open(KEY, manifest));
      assertIntact(cache(node, 1_000_000, store).open(KEY, manifest));
    }

    assertThat(fetches()).isEqualTo(2);
  }

  @Test
  void packInAFolderIsReadWhereItIs() throws IOException {
    FolderArtifactStore local = new FolderArtifactStore(otherFolder);
    local.write(KEY, directory -> TestPack.random(3, 4).write(directory, 2000));
    Path unused = folder.resolve("unused");

    assertIntact(cache(unused, 1_000_000, local).open(KEY, manifest));

    assertThat(unused).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data-0001.bin", "index.bin", "names.txt", "dataset.json", "report.json"})
  void damagedCopyIsNoticedWhenItIsOpenedAndFetchedAgain(String name) throws IOException {
    PackCache before = cache();
    before.open(KEY, manifest);
    Path file = folder.resolve(manifest.sha256()).resolve(name);
    byte[] intact = Files.readAllBytes(file);
    byte[] flipped = intact.clone();
    flipped[intact.length / 2] ^= 1;
    List<byte[]> damages = List.of(flipped, Arrays.copyOf(intact, intact.length - 1), new byte[0]);

    for (byte[] damage : damages) {
      Files.delete(file); // the images of an open pack would change too
      Files.write(file, damage);
      assertIntact(cache().open(KEY, manifest));
      assertThat(file).hasBinaryContent(intact);
    }
    Files.delete(file);
    assertIntact(before.open(KEY, manifest));

    assertThat(fetches()).isEqualTo(5);
    assertThat(meters.get("residual.pack.cache.fetches").tag("reason", "damaged").counter().count())
        .isEqualTo(4);
  }

  @Test
  void packsThatDifferOnlyInNamesAreTwo() throws IOException {
    PackManifest renamed = write("datasets/8/1", TestPack.random(3, 4).renamed("a.png"));
    assertThat(renamed.digest()).isEqualTo(manifest.digest());

    assertIntact(cache().open(KEY, manifest));
    assertThat(cache().open("datasets/8/1", renamed).name(Split.TEST, 0)).isEqualTo("a.png");
    assertIntact(cache().open(KEY, manifest));

    assertThat(fetches()).isEqualTo(1);
  }

  @Test
  void packThatWasUsedLongestAgoIsDeletedForANewOne() throws IOException {
    PackManifest second = write("datasets/8/1", TestPack.random(3, 5));
    PackManifest third = write("datasets/9/1", TestPack.random(3, 6));
    PackCache cache = cache(folder, 3 * bytes(third), store);
    use(cache, KEY, manifest);
    use(cache, "datasets/8/1", second);
    use(cache, KEY, manifest);

    use(cache(folder, 2 * bytes(third) + 2000, store), "datasets/9/1", third);

    assertThat(folder.resolve(manifest.sha256())).isDirectory();
    assertThat(folder.resolve(second.sha256())).doesNotExist();
    assertThat(folder.resolve(third.sha256())).isDirectory();
  }

  /** Opens a pack and lets go of it. */
  private void use(PackCache cache, String key, PackManifest pack) throws IOException {
    clock.advance(Duration.ofSeconds(1));
    cache.open(key, pack);
    PackLocks locks = PackLocks.of(folder);
    awaitCollection(
        "the pack is not used any more",
        () -> {
          try (PackLocks.Held held = locks.tryLock(pack.sha256()).orElseThrow()) {
            return !locks.isPinned(pack.sha256());
          }
        });
  }

  @Test
  void packInUseStaysOverTheLimitAndIsDeletedAfterItsLastUse() {
    PackManifest second = write("datasets/8/1", TestPack.random(3, 5));
    PackCache cache = cache(folder, 0, store);
    AtomicReference<LabeledImages> used = new AtomicReference<>();
    used.set(cache.open(KEY, manifest).images(Split.TEST));
    System.gc();

    cache.open("datasets/8/1", second);

    assertThat(folder.resolve(manifest.sha256())).isDirectory();
    assertThat(used.get().pixels(0)).isEqualTo(pixels(cache.open(KEY, manifest)).get(0));
    used.set(null);
    awaitCollection("the pack is deleted", () -> !Files.exists(folder.resolve(manifest.sha256())));
  }

  /** Waits for what follows the collection of a pack. A collection takes as long as many polls. */
  private static void awaitCollection(String what, Callable<Boolean> condition) {
    AtomicInteger polls = new AtomicInteger();
    await(what)
        .until(
            () -> {
              if (polls.getAndIncrement() % 50 == 0) {
                System.gc();
              }
              return condition.call();
            });
  }

  @Test
  void fullDiskIsNamedAndLeavesNothing() throws IOException {
    RemoteStore full =
        new RemoteStore(otherFolder) {
          @Override
          public void copy(String key, Path directory) throws IOException {
            Files.writeString(directory.resolve("data-0000.bin"), "half");
            throw new IOException("No space left on device");
          }
        };

    assertThatExceptionOfType(StorageUnavailableException.class)
        .isThrownBy(() -> cache(folder, 1_000_000, full).open(KEY, manifest))
        .withMessageContaining(folder.toString())
        .withMessageContaining("residual.dataset.pack-cache.folder")
        .withMessageContaining("No space left on device");
    assertNothingIsLeft();

    assertIntact(cache().open(KEY, manifest));
  }

  @Test
  void packThatIsLargerThanTheDiskIsNotFetched() throws IOException {
    List<StoredFile> files = new ArrayList<>(manifest.files());
    files.set(0, new StoredFile("data-0000.bin", 1L << 60, files.get(0).sha256()));
    PackManifest huge =
        new PackManifest(
            1,
            manifest.labels(),
            3,
            64,
            manifest.orientation(),
            null,
            manifest.counts(),
            manifest.trainPixels(),
            manifest.digest(),
            files);

    assertThatExceptionOfType(StorageUnavailableException.class)
        .isThrownBy(() -> cache().open(KEY, huge))
        .withMessageContaining("The pack has 1,152,921,504,606,8")
        .withMessageContaining(folder.toString());
    assertThat(fetches()).isZero();
    assertNothingIsLeft();
  }

  @Test
  void packThatIsDamagedOrMissingInTheBucketLeavesNothing() throws IOException {
    write("datasets/8/1", TestPack.random(1, 4));
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> cache().open("datasets/8/1", manifest))
        .withMessageContaining("another pack");
    bucket.objects.computeIfPresent(
        "residual/datasets/7/1.zip",
        (key, object) -> {
          object[object.length / 2] ^= 1;
          return object;
        });
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> cache().open(KEY, manifest))
        .isNotInstanceOf(StorageUnavailableException.class)
        .withMessageContaining("is damaged");
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> cache().open("datasets/9/1", manifest))
        .withMessageContaining("is missing");
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    assertThat(folder).isDirectoryNotContaining(file -> Files.isDirectory(file));
  }

  @Test
  void negativeSizeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PackCacheSettings(folder, DataSize.ofBytes(-1)))
        .withMessage("residual.dataset.pack-cache.max-size must not be negative, was -1B");
  }
}
