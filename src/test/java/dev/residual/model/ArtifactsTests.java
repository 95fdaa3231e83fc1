package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactsTests {

  private static final String KEY = "jobs/7/1/model";

  @TempDir private Path folder;
  private Artifacts artifacts;

  @BeforeEach
  void open() {
    artifacts = new Artifacts(new ArtifactSettings(folder));
  }

  @Test
  void anArtifactLiesUnderItsKeyAndNothingLiesBeside() {
    artifacts.write(KEY, directory -> Files.writeString(directory.resolve("a"), "first"));

    assertThat(artifacts.locate(KEY)).isEqualTo(folder.resolve(KEY)).isDirectory();
    assertThat(folder.resolve(KEY).resolve("a")).hasContent("first");
    assertAlone();
  }

  @Test
  void isNotSeenBeforeItIsWhole() {
    artifacts.write(
        KEY,
        directory -> {
          Files.writeString(directory.resolve("a"), "first");
          assertThat(folder.resolve(KEY)).doesNotExist();
        });

    assertThat(folder.resolve(KEY)).exists();
  }

  @Test
  void aFullDiskLeavesNothing() {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> artifacts.write(KEY, halfThen(new IOException("No space left"))))
        .withMessage("Artifact jobs/7/1/model could not be written: No space left");

    assertThat(folder.resolve("jobs/7/1")).isEmptyDirectory();
  }

  @Test
  void contentThatCannotBeComputedLeavesNothing() {
    var failure = new IllegalStateException("out of memory");

    assertThatThrownBy(() -> artifacts.write(KEY, halfThen(failure))).isSameAs(failure);

    assertThat(folder.resolve("jobs/7/1")).isEmptyDirectory();
  }

  @Test
  void refusesAKeyThatIsTaken() {
    artifacts.write(KEY, directory -> Files.writeString(directory.resolve("a"), "first"));

    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(
            () ->
                artifacts.write(
                    KEY, directory -> Files.writeString(directory.resolve("a"), "second")))
        .withMessage("Artifact jobs/7/1/model could not be written: it is there already");

    assertThat(folder.resolve(KEY).resolve("a")).hasContent("first");
    assertAlone();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../elsewhere", "jobs/../../elsewhere", "/elsewhere"})
  void refusesAKeyThatLeadsOut(String key) {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> artifacts.write(key, directory -> {}))
        .withMessage("Artifact key " + key + " leads out of the store");
    assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> artifacts.delete(key));
  }

  @Test
  void aDeletedArtifactIsGoneAndMayBeDeletedAgain() {
    artifacts.write(KEY, directory -> Files.writeString(directory.resolve("a"), "first"));

    artifacts.delete(KEY);
    artifacts.delete(KEY);

    assertThat(folder.resolve(KEY)).doesNotExist();
  }

  private void assertAlone() {
    assertThat(folder.resolve("jobs/7/1").toFile().list()).containsExactly("model");
  }

  private static Artifacts.Content halfThen(Exception failure) {
    return directory -> {
      Files.writeString(directory.resolve("a"), "half");
      if (failure instanceof IOException io) {
        throw io;
      }
      throw (RuntimeException) failure;
    };
  }
}
