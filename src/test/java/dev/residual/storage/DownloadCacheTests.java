package dev.residual.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mockStatic;

import dev.residual.SettableClock;
import dev.residual.storage.DownloadCache.CachedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.MockedStatic;
import org.springframework.util.unit.DataSize;

class DownloadCacheTests {

  private static final int MAX_WAITING = 8;

  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock();
  private final AtomicInteger written = new AtomicInteger();
  private DownloadCache cache;

  @BeforeEach
  void start() {
    DownloadSettings settings = new DownloadSettings(folder, DataSize.ofBytes(25), MAX_WAITING);
    cache = new DownloadCache(settings, new FileDigests(Clock.systemUTC()), clock);
  }

  @Test
  void fileIsWrittenOnceHoweverManyAskForIt() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(8);
    try {
      clients.invokeAll(
          IntStream.range(0, 40).<Callable<Object>>mapToObj(i -> () -> get("a")).toList());
    } finally {
      clients.shutdownNow();
    }

    assertThat(written).hasValue(1);
    assertThat(get("a").path()).hasContent("0123456789");
    assertThat(get("a").sha256()).isEqualTo(Sha256.of("0123456789".getBytes()));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void otherUsersCannotReadTheFiles() throws Exception {
    get("a");

    try (var files = Files.list(folder)) {
      assertThat(files.toList())
          .hasSize(2)
          .allSatisfy(
              file ->
                  assertThat(Files.getPosixFilePermissions(file))
                      .isEqualTo(PosixFilePermissions.fromString("rw-------")));
    }
  }

  @Test
  void whileAFileIsWrittenOthersAreReadAndFewRequestsWait() throws Exception {
    get("a");
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    ExecutorService clients = Executors.newCachedThreadPool();
    try {
      clients.submit(
          () ->
              cache.get(
                  "slow",
                  file -> {
                    started.countDown();
                    awaitUninterruptibly(end);
                    Files.writeString(file, "slow");
                  }));
      started.await();
      assertThat(get("a").path()).exists();
      List<Future<CachedFile>> waiting = new ArrayList<>();
      for (int i = 0; i < MAX_WAITING; i++) {
        waiting.add(clients.submit(() -> get("b")));
      }
      Awaitility.await().until(() -> cache.waiting() == MAX_WAITING);

      assertThatExceptionOfType(TooManyExportsException.class).isThrownBy(() -> get("c"));

      end.countDown();

      for (Future<CachedFile> each : waiting) {
        assertThat(each.get().path()).isEqualTo(folder.resolve("b"));
      }
      assertThat(get("c").path()).exists();
    } finally {
      end.countDown();
      clients.shutdownNow();
    }
  }

  @Test
  void filesThatWereUsedLongestAgoAreRemoved() {
    get("a");
    get("b");
    get("a");

    get("c");

    assertThat(folder.resolve("a")).exists();
    assertThat(folder.resolve("b")).doesNotExist();
    assertThat(folder.resolve("c")).exists();
  }

  @Test
  void failedWriteLeavesNothingAndIsTriedAgain() {
    assertThatExceptionOfType(DownloadFolderException.class)
        .isThrownBy(
            () ->
                cache.get(
                    "a",
                    file -> {
                      Files.writeString(file, "half");
                      throw new IOException("No space left on device");
                    }))
        .withMessageContaining("No space left on device");
    assertThat(folder).isEmptyDirectory();

    assertThat(get("a").path()).hasContent("0123456789");
  }

  @Test
  void filesAreOnDiskBeforeTheyAppear() {
    List<Path> forced = new ArrayList<>();
    try (MockedStatic<DurableFiles> disk =
        mockStatic(
            DurableFiles.class,
            call -> {
              Path path = call.getArgument(0);
              assertThat(Files.exists(folder.resolve("a"))).isEqualTo(path.equals(folder));
              forced.add(path);
              return call.callRealMethod();
            })) {
      get("a");
    }
    assertThat(forced).hasSize(3).endsWith(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.sha256"})
  void fileThatACrashHasDamagedIsWrittenAgain(String file) throws IOException {
    get("a");
    for (byte[] damaged : List.of(new byte[0], new byte[] {'0', (byte) 0xFF})) {
      Files.write(folder.resolve(file), damaged);
      start();

      assertThat(get("a").path()).hasContent("0123456789");
      assertThat(get("a").sha256()).isEqualTo(Sha256.of("0123456789".getBytes()));
    }
    assertThat(written).hasValue(3);
  }

  @Test
  void filesThatAKilledProcessWasWritingAreRemoved() throws IOException {
    Files.writeString(folder.resolve("half.tmp"), "half");

    get("a");

    assertThat(folder.resolve("half.tmp")).doesNotExist();
  }

  @Test
  void failedCopyIsNotTheFaultOfTheArtifact() throws IOException {
    Path original = Files.writeString(folder.resolve("original"), "0123456789");
    FolderArtifactStore artifacts = new FolderArtifactStore(folder);

    assertThatExceptionOfType(DownloadFolderException.class)
        .isThrownBy(
            () ->
                artifacts.read(
                    "", directory -> DownloadCache.copy(original, folder.resolve("no/copy"))))
        .withMessageContaining("no/copy");
  }

  private static void awaitUninterruptibly(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private CachedFile get(String name) {
    clock.advance(Duration.ofSeconds(1));
    return cache.get(
        name,
        file -> {
          written.incrementAndGet();
          Files.writeString(file, "0123456789");
        });
  }
}
