package dev.residual.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Computes the SHA-256 digests of large files. Each digest is computed once and kept until the size
 * or the times of the file change.
 */
@Component
public class FileDigests {

  /** The maximum number of digests that are kept. The least recently used one is dropped. */
  private static final int MAX_FILES = 1000;

  /**
   * File systems store times with this precision, or a better one. A file that was written later
   * than this may be written again without a change of its times.
   */
  private static final Duration TIME_PRECISION = Duration.ofSeconds(2);

  private static final String MODIFIED = "lastModifiedTime";
  private static final String ATTRIBUTES = "size," + MODIFIED;

  /**
   * The attributes include the time of the last change ({@code ctime}), because programs that copy
   * files can set {@value #MODIFIED} to an earlier time, but not {@code ctime}.
   */
  private static final String UNIX_ATTRIBUTES = "unix:ino,ctime," + ATTRIBUTES;

  /** A file as it was at one time. */
  private record Version(Path file, Map<String, Object> attributes) {

    static Version of(Path file) throws IOException {
      boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
      return new Version(file, Files.readAttributes(file, unix ? UNIX_ATTRIBUTES : ATTRIBUTES));
    }

    Instant modified() {
      Object time = Objects.requireNonNull(attributes.get(MODIFIED), "it was asked for");
      return ((FileTime) time).toInstant();
    }
  }

  /** A digest that the first thread to need it computes, while other threads wait. */
  private static final class Digest {

    private @Nullable String value;

    synchronized String of(Path file) throws IOException {
      if (value == null) {
        value = Sha256.of(file);
      }
      return value;
    }
  }

  private final Clock clock;

  private final Map<Version, Digest> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Version, Digest> eldest) {
              return size() > MAX_FILES;
            }
          });

  public FileDigests(Clock clock) {
    this.clock = clock;
  }

  /** Returns the digest of a file in lower-case hexadecimal. */
  public String of(Path file) throws IOException {
    Instant now = clock.instant();
    Version version = Version.of(file);
    Digest digest = known.get(version);
    if (digest == null) {
      digest = new Digest();
      if (version.modified().isBefore(now.minus(TIME_PRECISION))) {
        Digest earlier = known.putIfAbsent(version, digest);
        digest = earlier == null ? digest : earlier;
      }
    }
    return digest.of(file);
  }

  /**
   * Keeps the digest of a file that the caller has just written and that no other thread writes.
   */
  public void put(Path file, String digest) throws IOException {
    Digest written = new Digest();
    written.value = digest;
    known.put(Version.of(file), written);
  }
}
