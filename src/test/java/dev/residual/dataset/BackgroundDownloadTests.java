package dev.residual.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundDownloadTests {

  @TempDir private Path home;

  private final TinyData data = new TinyData();
  private final SettableClock clock = new SettableClock();
  private final List<String> requested = new ArrayList<>();
  private HttpServer server;
  private Answer response = this::sendFile;
  private Duration readTimeout = Duration.ofSeconds(20);

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/data/",
        exchange -> {
          String name = exchange.getRequestURI().getPath().substring("/data/".length());
          requested.add(name);
          try (exchange) {
            response.to(exchange, name);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void missingFilesAreDownloadedAtStart() throws IOException {
    Datasets datasets = datasets(Runnable::run);
    datasets.downloadMissing();

    assertThatNoException().isThrownBy(() -> datasets.requireReady("fashion-mnist"));
    assertThat(datasets.load("fashion-mnist").train().size()).isEqualTo(3);
    assertThat(namesInCache())
        .containsExactly(
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz",
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz");
  }

  @Test
  void presentFilesAreNotDownloaded() throws IOException {
    data.writeTo(home.resolve("cache"));
    datasets(Runnable::run).downloadMissing();

    assertThat(requested).isEmpty();
  }

  @Test
  void onlyMissingFilesAreDownloaded() throws IOException {
    data.writeTo(home.resolve("cache"));
    Files.delete(home.resolve("cache").resolve(DatasetFile.TEST_LABELS.gzipName()));
    datasets(Runnable::run).downloadMissing();

    assertThat(requested).containsExactly("t10k-labels-idx1-ubyte.gz");
  }

  @Test
  void errorShowsDownloadProgress() {
    List<Runnable> tasks = new ArrayList<>();
    Datasets datasets = datasets(tasks::add);
    datasets.downloadMissing();

    assertThatExceptionOfType(DatasetNotReadyException.class)
        .isThrownBy(() -> datasets.requireReady("fashion-mnist"))
        .withMessageContaining(
            "It is being downloaded: file 1 of 4, train-images-idx3-ubyte.gz, 0.0 MB");
    assertThat(tasks).as("one attempt at a time").hasSize(1);
  }

  @Test
  void downloadThatCouldNotBeStartedIsTriedAgain() {
    AtomicBoolean exhausted = new AtomicBoolean(true);
    Datasets datasets =
        datasets(
            task -> {
              if (exhausted.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              task.run();
            });
    datasets.downloadMissing();
    assertThatExceptionOfType(DatasetNotReadyException.class)
        .isThrownBy(() -> datasets.requireReady("fashion-mnist"))
        .withMessageContaining("Its download failed: it could not be started");

    exhausted.set(false);
    clock.now = clock.now.plusSeconds(60);
    datasets.downloadMissing();

    assertThatNoException().isThrownBy(() -> datasets.requireReady("fashion-mnist"));
  }

  @Test
  void truncatedFileIsDiscarded() throws IOException {
    response =
        (exchange, name) -> {
          byte[] whole = data.gzipped(file(name));
          send(exchange, 200, Arrays.copyOf(whole, whole.length - 10));
        };

    assertThat(failure()).contains("train-images-idx3-ubyte.gz sent a file that is truncated");
    assertThat(namesInCache()).isEmpty();
  }

  @Test
  void interruptedResponseIsDiscarded() throws IOException {
    response =
        (exchange, name) -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(data.gzipped(file(name)));
        };

    assertThat(failure()).contains("train-images-idx3-ubyte.gz could not be downloaded");
    assertThat(namesInCache()).isEmpty();
  }

  @Test
  void fileWithWrongDigestIsDiscarded() throws IOException {
    response = (exchange, name) -> send(exchange, 200, data.gzipped(DatasetFile.TEST_LABELS));

    assertThat(failure())
        .contains("train-images-idx3-ubyte.gz sent a different file: the SHA-256")
        .contains(data.definition().digests().get(DatasetFile.TRAIN_IMAGES.fileName()));
    assertThat(namesInCache()).isEmpty();
  }

  @Test
  void errorStatusIsReported() throws IOException {
    response = (exchange, name) -> send(exchange, 404, new byte[100]);

    assertThat(failure()).contains("train-images-idx3-ubyte.gz answered with status 404");
    assertThat(namesInCache()).isEmpty();
  }

  @Test
  void stalledDownloadFails() throws IOException {
    readTimeout = Duration.ofMillis(300);
    CountDownLatch testDone = new CountDownLatch(1);
    response =
        (exchange, name) -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          try {
            testDone.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };

    assertThat(failure()).contains("sent nothing for 300 ms");
    testDone.countDown();
    assertThat(namesInCache()).isEmpty();
  }

  @Test
  void unsupportedUrlFailsTheDownload() {
    Datasets datasets = datasets(Runnable::run, URI.create("ftp://localhost/"));
    datasets.downloadMissing();

    assertThat(datasets.page(20, null).items().get(0).remedy()).contains("Its download failed:");
  }

  @Test
  void failedDownloadIsRetriedAfterAMinute() {
    Datasets datasets = datasets(Runnable::run);
    response = (exchange, name) -> send(exchange, 503, new byte[0]);
    datasets.downloadMissing();
    response = this::sendFile;

    clock.now = clock.now.plusSeconds(59);
    assertThatExceptionOfType(DatasetNotReadyException.class)
        .isThrownBy(() -> datasets.requireReady("fashion-mnist"))
        .withMessageContaining("Its download failed")
        .withMessageContaining("From 2026-01-01T00:01:00Z on, a request starts a new attempt.");
    assertThat(requested).hasSize(1);

    clock.now = clock.now.plusSeconds(1);
    assertThatExceptionOfType(DatasetNotReadyException.class)
        .isThrownBy(() -> datasets.requireReady("fashion-mnist"));
    assertThatNoException().isThrownBy(() -> datasets.requireReady("fashion-mnist"));
  }

  private String failure() {
    Datasets datasets = datasets(Runnable::run);
    datasets.downloadMissing();
    return datasets.page(20, null).items().get(0).remedy();
  }

  private List<String> namesInCache() throws IOException {
    try (var files = Files.list(home.resolve("cache"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void sendFile(HttpExchange exchange, String name) throws IOException {
    send(exchange, 200, data.gzipped(file(name)));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static DatasetFile file(String gzipName) {
    return Arrays.stream(DatasetFile.values())
        .filter(file -> file.gzipName().equals(gzipName))
        .findFirst()
        .orElseThrow();
  }

  private Datasets datasets(Executor executor) {
    // The URL has no trailing slash, because users may leave it out.
    return datasets(
        executor, URI.create("http://localhost:%d/data".formatted(server.getAddress().getPort())));
  }

  private Datasets datasets(Executor executor, URI address) {
    DatasetSettings settings =
        new DatasetSettings(
            null, home.resolve("cache"), true, address, Duration.ofSeconds(5), readTimeout);
    FolderSource empty = new FolderSource(home.resolve("empty"));
    return new Datasets(settings, () -> null, data.definition(), empty, executor, clock);
  }

  private interface Answer {
    void to(HttpExchange exchange, String name) throws IOException;
  }

  private static final class SettableClock extends Clock {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
