package dev.residual.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.times;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockedStatic;

class FileDigestsTests {

  private static final Instant LONG_AGO = Instant.now().minus(Duration.ofDays(1));

  @TempDir private Path folder;
  private final FileDigests digests = new FileDigests(Clock.systemUTC());
  private final MockedStatic<Sha256> hash = mockStatic(Sha256.class, CALLS_REAL_METHODS);

  @AfterEach
  void close() {
    hash.close();
  }

  @Test
  void digestIsComputedOnce() throws IOException {
    Path file = write("a", "weights", LONG_AGO);

    assertThat(digests.of(file)).isEqualTo(digests.of(file)).isEqualTo(sha256("weights"));

    hash.verify(() -> Sha256.of(file));
  }

  @Test
  void fileThatIsWrittenAgainHasANewDigest() throws IOException {
    digests.of(write("a", "weights", LONG_AGO));

    Path file = write("a", "WEIGHTS", LONG_AGO.plusSeconds(1));

    assertThat(digests.of(file)).isEqualTo(sha256("WEIGHTS"));
  }

  @Test
  void digestOfAFileThatMayStillBeWrittenIsNotRemembered() throws IOException {
    Path file = write("a", "weights", Instant.now().plusSeconds(60));

    digests.of(file);
    digests.of(file);

    hash.verify(() -> Sha256.of(file), times(2));
  }

  @Test
  void onlyTheFilesThatWereUsedLastAreRemembered() throws IOException {
    Path first = write("first", "weights", LONG_AGO);
    digests.of(first);
    for (int i = 0; i < 1000; i++) {
      digests.of(write("file" + i, "weights", LONG_AGO));
    }

    digests.of(first);

    hash.verify(() -> Sha256.of(first), times(2));
  }

  private Path write(String name, String content, Instant time) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    return Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private static String sha256(String content) {
    return Sha256.of(content.getBytes());
  }
}
