package dev.residual.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderArtifactStoreTests extends ArtifactStoreContract {

  @TempDir private Path folder;
  private ArtifactStore artifacts;

  @BeforeEach
  void open() {
    artifacts = new FolderArtifactStore(folder);
  }

  @Override
  ArtifactStore artifacts() {
    return artifacts;
  }

  @Test
  void storesArtifactAsDirectory() {
    write(KEY, "first");

    assertThat(folder.resolve(KEY).resolve("a")).hasContent("first");
    assertThat(folder.resolve("jobs/7/1").toFile().list()).containsExactly("model");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void otherUsersCannotReadWhatIsStoredOrACopyOfIt() throws Exception {
    write(KEY, "first");

    for (Path each = folder.resolve(KEY); !each.equals(folder); each = each.getParent()) {
      assertThat(rights(each)).isEqualTo("rwx------");
    }
    assertThat(rights(folder.resolve(KEY).resolve("a"))).isEqualTo("rw-------");
    Path copy = Files.createDirectory(folder.resolve("copy"));
    Files.setPosixFilePermissions(
        folder.resolve(KEY).resolve("a"), PosixFilePermissions.fromString("rw-r--r--"));
    artifacts.copy(KEY, copy);
    assertThat(rights(copy.resolve("a"))).isEqualTo("rw-------");
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void ignoresAndRemovesPartialArtifacts() throws Exception {
    write(KEY, "first");
    Files.createDirectories(folder.resolve("jobs/7/1/other.0f.tmp"));

    assertThat(artifacts.list("jobs/7/1")).containsExactly("model");
    artifacts.deleteIncomplete("jobs/7/1");

    assertThat(folder.resolve("jobs/7/1").toFile().list()).containsExactly("model");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../elsewhere", "jobs/../../elsewhere", "/elsewhere"})
  void rejectsKeyOutsideTheStore(String key) {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> artifacts.write(key, directory -> {}))
        .withMessage("Artifact key " + key + " points outside the store");
    assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> artifacts.delete(key));
  }
}
