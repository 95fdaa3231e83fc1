package dev.residual.dataset;

import dev.residual.storage.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The address a data set is downloaded from, file by file, each checked before it is kept. */
final class DatasetDownloader {

  // The largest file has 26 MB gzipped and 47 MB plain; whatever is larger is another one.
  private static final long MAX_BYTES = 64_000_000;

  private final URI address;
  private final Duration connectTimeout;
  private final Duration readTimeout;

  DatasetDownloader(URI address, Duration connectTimeout, Duration readTimeout) {
    String text = address.toString();
    this.address = URI.create(text.endsWith("/") ? text : text + "/");
    this.connectTimeout = connectTimeout;
    this.readTimeout = readTimeout;
  }

  @Override
  public String toString() {
    return address.toString();
  }

  private URI addressOf(DatasetFile file) {
    return address.resolve(file.gzipName());
  }

  /**
   * Brings one file into a folder. It appears there whole and checked, or not at all.
   *
   * @param sha256 what the digest of its uncompressed bytes must be
   * @throws IOException if it cannot be had, or is not that file; the message is for the user
   */
  void fetch(DatasetFile file, String sha256, Path folder, Progress progress)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, file.fileName(), ".part");
    try {
      receive(file, part, progress);
      check(file, sha256, part);
      Files.move(part, folder.resolve(file.gzipName()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void receive(DatasetFile file, Path part, Progress progress)
      throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    URI uri = addressOf(file);
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    CompletableFuture<HttpResponse<Path>> answer =
        client.sendAsync(request, head -> toFile(head, part, progress));
    try {
      int status = await(answer, part, progress).statusCode();
      if (status != 200) {
        throw new IOException("%s answered with status %d".formatted(uri, status));
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      throw new IOException("%s could not be downloaded: %s".formatted(uri, reason), cause);
    } finally {
      answer.cancel(true);
    }
  }

  private static HttpResponse.BodySubscriber<Path> toFile(
      HttpResponse.ResponseInfo head, Path part, Progress progress) {
    if (head.statusCode() != 200) {
      return BodySubscribers.replacing(part);
    }
    progress.expect(head.headers().firstValueAsLong("Content-Length").orElse(0));
    return BodySubscribers.ofFile(
        part, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  // A request's own timeout ends with the head of the answer on some versions of Java, and so lets
  // a
  // body stand still for ever; on others it spans a slow but healthy body. So the growth of the
  // file
  // is looked at.
  private HttpResponse<Path> await(
      CompletableFuture<HttpResponse<Path>> answer, Path part, Progress progress)
      throws IOException, InterruptedException, ExecutionException {
    long grown = System.nanoTime();
    long size = 0;
    long step = Math.min(200, readTimeout.toMillis());
    while (true) {
      try {
        return answer.get(step, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long now = Files.size(part);
        if (now > MAX_BYTES) {
          throw new IOException("the answer of %s is too long".formatted(address));
        }
        if (now > size) {
          size = now;
          grown = System.nanoTime();
          progress.received(size);
        } else if (System.nanoTime() - grown > readTimeout.toNanos()) {
          throw new IOException(
              "%s sent nothing for %d ms".formatted(address, readTimeout.toMillis()), e);
        }
      }
    }
  }

  private void check(DatasetFile file, String sha256, Path part) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream stored = Files.newInputStream(part);
        InputStream plain = GzipInput.stream(stored)) {
      byte[] buffer = new byte[1 << 16];
      long all = 0;
      int read;
      while ((read = plain.read(buffer)) > 0 && all <= MAX_BYTES) {
        digest.update(buffer, 0, read);
        all += read;
      }
    } catch (IOException e) {
      throw new IOException(
          "what %s sent is truncated or no gzip file: %s"
              .formatted(addressOf(file), e.getMessage()),
          e);
    }
    String found = Sha256.hex(digest);
    if (!found.equals(sha256)) {
      throw new IOException(
          "what %s sent is another file: the SHA-256 of its uncompressed bytes must be %s, was %s"
              .formatted(addressOf(file), sha256, found));
    }
  }

  /** Hears how far one file is; called from more than one thread. */
  interface Progress {

    /** The whole length in bytes, 0 if the site does not say. */
    void expect(long bytes);

    void received(long bytes);
  }
}
