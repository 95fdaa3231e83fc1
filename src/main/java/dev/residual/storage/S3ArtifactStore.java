package dev.residual.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Stores each artifact in a bucket as one object, a ZIP archive of its files. A bucket has no
 * rename, but an object appears completely or not at all.
 */
class S3ArtifactStore implements ArtifactStore, AutoCloseable {

  private static final String SUFFIX = ".zip";
  private static final String SEPARATOR = "/";
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;

  private final S3Client s3;
  private final String bucket;
  private final String prefix;

  S3ArtifactStore(S3Client s3, S3Settings settings) {
    this.s3 = s3;
    bucket = settings.bucket();
    prefix = settings.prefix();
  }

  /**
   * Returns a store after checking that its bucket can be listed.
   *
   * @throws ArtifactException if the bucket cannot be read
   */
  static S3ArtifactStore connect(S3Settings settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .forcePathStyle(settings.pathStyle());
    if (settings.region() != null) {
      builder.region(Region.of(settings.region()));
    }
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    S3ArtifactStore artifacts = new S3ArtifactStore(builder.build(), settings);
    artifacts.list("");
    return artifacts;
  }

  @Override
  public void write(String key, Content content) {
    try (ScratchDirectory scratch = new ScratchDirectory()) {
      content.writeTo(scratch.files());
      ZipArchive.pack(scratch.files(), scratch.zip());
      Uninterruptibly.call(
          () ->
              s3.putObject(
                  request -> request.bucket(bucket).key(object(key)).ifNoneMatch("*"),
                  RequestBody.fromFile(scratch.zip())));
    } catch (IOException e) {
      throw new ArtifactNotWrittenException(notWritten(key, DurableFiles.reason(e)), e);
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) {
        throw new ArtifactException(notWritten(key, "it already exists"), e);
      }
      throw new StorageUnavailableException(notWritten(key, reason(e)), e);
    } catch (SdkException e) {
      throw new StorageUnavailableException(notWritten(key, reason(e)), e);
    }
  }

  @Override
  public <T> T read(String key, Reading<T> reading) {
    try (ScratchDirectory scratch = new ScratchDirectory()) {
      call(
          key,
          () ->
              s3.getObject(
                  request -> request.bucket(bucket).key(object(key)),
                  ResponseTransformer.toFile(scratch.zip())));
      try (InputStream zip = Files.newInputStream(scratch.zip())) {
        ZipArchive.unpack(zip, scratch.files());
      }
      return reading.from(scratch.files());
    } catch (IOException e) {
      throw ReadFailure.of(name(key) + " could not be read: " + DurableFiles.reason(e), e);
    }
  }

  @Override
  public boolean readsInPlace() {
    return false;
  }

  /** Unpacks the object while it arrives, so that there is no second copy of it on the disk. */
  @Override
  public void copy(String key, Path directory) throws IOException {
    try {
      call(
          key,
          () -> {
            try (InputStream object =
                new ObjectStream(
                    s3.getObject(request -> request.bucket(bucket).key(object(key))), name(key))) {
              ZipArchive.unpack(object, directory);
              return key;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      if (cause instanceof ZipException || cause instanceof EOFException) {
        throw new ArtifactException(name(key) + " is damaged: " + DurableFiles.reason(cause), e);
      }
      throw cause;
    }
  }

  @Override
  public Resource open(String key, String file, long bytes) {
    call(key, () -> s3.headObject(request -> request.bucket(bucket).key(object(key))));
    return new AbstractResource() {

      @Override
      public InputStream getInputStream() throws IOException {
        InputStream object =
            call(key, () -> s3.getObject(request -> request.bucket(bucket).key(object(key))));
        return ZipArchive.seek(object, file);
      }

      @Override
      public long contentLength() {
        return bytes;
      }

      @Override
      public String getDescription() {
        return file + " in " + name(key);
      }
    };
  }

  @Override
  public List<String> list(String key) {
    String folder = folder(key);
    return call(
        key,
        () -> {
          Set<String> names = new LinkedHashSet<>();
          s3.listObjectsV2Paginator(
                  request -> request.bucket(bucket).prefix(folder).delimiter(SEPARATOR))
              .forEach(
                  page -> {
                    page.commonPrefixes().stream()
                        .map(each -> each.prefix().substring(folder.length()))
                        .map(name -> name.substring(0, name.length() - SEPARATOR.length()))
                        .forEach(names::add);
                    page.contents().stream()
                        .map(each -> each.key().substring(folder.length()))
                        .filter(name -> name.endsWith(SUFFIX))
                        .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                        .forEach(names::add);
                  });
          return List.copyOf(names);
        });
  }

  @Override
  public void delete(String key) {
    call(
        key,
        () -> {
          remove(object(key));
          s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(folder(key)))
              .contents()
              .forEach(each -> remove(each.key()));
          return key;
        });
  }

  /** Does nothing, because an object that was not uploaded completely does not exist. */
  @Override
  public void deleteIncomplete(String key) {}

  /** Returns that of the disk on which artifacts are put together before they are sent. */
  @Override
  public Room room() {
    return FolderArtifactStore.roomOf(Path.of(System.getProperty("java.io.tmpdir")));
  }

  @Override
  public void close() {
    s3.close();
  }

  private void remove(String object) {
    s3.deleteObject(request -> request.bucket(bucket).key(object));
  }

  private <T> T call(String key, Supplier<T> request) {
    try {
      return Uninterruptibly.call(request);
    } catch (NoSuchKeyException e) {
      throw new ArtifactException(name(key) + " is missing", e);
    } catch (SdkException e) {
      throw new StorageUnavailableException(name(key) + " could not be reached: " + reason(e), e);
    }
  }

  private String object(String key) {
    return prefix + key + SUFFIX;
  }

  private String folder(String key) {
    return key.isEmpty() ? prefix : prefix + key + SEPARATOR;
  }

  private String name(String key) {
    return "s3://" + bucket + SEPARATOR + prefix + key;
  }

  private static String notWritten(String key, String reason) {
    return String.format(Locale.ROOT, "Artifact %s could not be written: %s", key, reason);
  }

  private static String reason(SdkException e) {
    return e instanceof S3Exception answer && answer.awsErrorDetails() != null
        ? String.format(
            Locale.ROOT, "%d %s", answer.statusCode(), answer.awsErrorDetails().errorMessage())
        : String.valueOf(e.getMessage());
  }
}
