package dev.residual.dataset;

import dev.residual.files.PrivateFiles;
import dev.residual.storage.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Downloads the files of a data set from one address. A file is verified before it is kept. */
final class DatasetDownloader {

  // The largest file has 26 MB compressed and 47 MB uncompressed, so a larger one is a wrong file.
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
   * Downloads one file to a folder. It appears there complete and verified, or not at all.
   *
   * @param sha256 the required digest of its uncompressed bytes
   * @throws IOException if the file cannot be downloaded or has another digest; the message is for
   *     the user
   */
  void fetch(DatasetFile file, String sha256, Path folder, Progress progress)
      throws IOException, InterruptedException {
    PrivateFiles.createFolder(folder);
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
    CompletableFuture<HttpResponse<Path>> response =
        client.sendAsync(request, info -> toFile(info, part, progress));
    try {
      int status = await(response, part, progress).statusCode();
      if (status != 200) {
        throw new IOException(
            String.format(Locale.ROOT, "%s answered with status %d", uri, status));
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      throw new IOException(
          String.format(Locale.ROOT, "%s could not be downloaded: %s", uri, reason), cause);
    } finally {
      response.cancel(true);
    }
  }

  private static HttpResponse.BodySubscriber<Path> toFile(
      HttpResponse.ResponseInfo info, Path part, Progress progress) {
    if (info.statusCode() != 200) {
      return BodySubscribers.replacing(part);
    }
    progress.expect(info.headers().firstValueAsLong("Content-Length").orElse(0));
    // BodySubscribers.ofFile does not write all bytes on Java before 20.
    return BodySubscribers.mapping(
        BodySubscribers.ofByteArrayConsumer(chunk -> chunk.ifPresent(bytes -> append(part, bytes))),
        nothing -> part);
  }

  private static void append(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // On some versions of Java a request's own timeout covers only the headers of the response, so
  // the body may stall for ever. On other versions it also limits a body that is slow but arrives.
  // So this checks whether the file grows.
  private HttpResponse<Path> await(
      CompletableFuture<HttpResponse<Path>> response, Path part, Progress progress)
      throws IOException, InterruptedException, ExecutionException {
    long lastGrowth = System.nanoTime();
    long size = 0;
    long step = Math.min(200, readTimeout.toMillis());
    while (true) {
      try {
        return response.get(step, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long now = Files.size(part);
        if (now > MAX_BYTES) {
          throw new IOException(
              String.format(Locale.ROOT, "the response of %s is too large", address));
        }
        if (now > size) {
          size = now;
          lastGrowth = System.nanoTime();
          progress.received(size);
        } else if (System.nanoTime() - lastGrowth > readTimeout.toNanos()) {
          throw new IOException(
              String.format(
                  Locale.ROOT, "%s sent nothing for %d ms", address, readTimeout.toMillis()),
              e);
        }
      }
    }
  }

  private void check(DatasetFile file, String sha256, Path part) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream stored = Files.newInputStream(part);
        InputStream plain = GzipInput.stream(stored)) {
      byte[] buffer = new byte[1 << 16];
      long total = 0;
      int read;
      while ((read = plain.read(buffer)) > 0 && total <= MAX_BYTES) {
        digest.update(buffer, 0, read);
        total += read;
      }
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s sent a file that is truncated or not valid gzip: %s",
              addressOf(file),
              e.getMessage()),
          e);
    }
    String found = Sha256.hex(digest);
    if (!found.equals(sha256)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s sent a different file: the SHA-256 of its uncompressed bytes must be %s, was %s",
              addressOf(file),
              sha256,
              found));
    }
  }

  /** Receives the progress of one file. Its methods are called from more than one thread. */
  interface Progress {

    /** Reports the length of the file in bytes, or 0 if the server does not send it. */
    void expect(long bytes);

    /** Reports the number of bytes received so far. */
    void received(long bytes);
  }
}
