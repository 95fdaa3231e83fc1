package dev.residual.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that every artifact store must pass. */
abstract class ArtifactStoreContract {

  static final String KEY = "jobs/7/1/model";

  abstract ArtifactStore artifacts();

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void readsBackWhatWasWritten() {
    artifacts()
        .write(
            KEY,
            directory -> {
              Files.writeString(directory.resolve("a"), "first");
              Files.write(directory.resolve("b"), new byte[100_000]);
            });

    assertThat(content("a")).isEqualTo("first");
    assertThat(content("b")).hasSize(100_000);
  }

  @Test
  void appearsOnlyWhenComplete() {
    artifacts()
        .write(
            KEY,
            directory -> {
              Files.writeString(directory.resolve("a"), "first");
              assertThat(artifacts().list("jobs/7/1")).isEmpty();
            });

    assertThat(artifacts().list("jobs/7/1")).containsExactly("model");
  }

  @Test
  void fullDiskLeavesNothing() {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> artifacts().write(KEY, writeThenThrow(new IOException("No space left"))))
        .withMessage("Artifact jobs/7/1/model could not be written: No space left");

    assertThat(artifacts().list("jobs/7/1")).isEmpty();
  }

  @Test
  void failedContentLeavesNothing() {
    var failure = new IllegalStateException("out of memory");

    assertThatThrownBy(() -> artifacts().write(KEY, writeThenThrow(failure))).isSameAs(failure);

    assertThat(artifacts().list("jobs/7/1")).isEmpty();
  }

  @Test
  void existingKeyIsNotOverwritten() {
    write(KEY, "first");

    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> write(KEY, "second"))
        .withMessage("Artifact jobs/7/1/model could not be written: it already exists");

    assertThat(content("a")).isEqualTo("first");
  }

  @Test
  void opensOneFile() throws IOException {
    artifacts()
        .write(
            KEY,
            directory -> {
              Files.writeString(directory.resolve("a"), "first");
              Files.writeString(directory.resolve("b"), "second");
            });

    var resource = artifacts().open(KEY, "b", 6);

    assertThat(resource.contentLength()).isEqualTo(6);
    assertThat(resource.getContentAsString(StandardCharsets.UTF_8)).isEqualTo("second");
  }

  @Test
  void copiesAllFilesOfAnArtifact(@TempDir Path copy) throws IOException {
    artifacts()
        .write(
            KEY,
            directory -> {
              Files.writeString(directory.resolve("a"), "first");
              Files.write(directory.resolve("b"), new byte[100_000]);
            });

    Thread.currentThread().interrupt();
    artifacts().copy(KEY, copy);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(copy.resolve("a")).hasContent("first");
    assertThat(copy.resolve("b")).hasSize(100_000);
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> artifacts().copy("jobs/8", copy))
        .withMessageContaining("is missing");
    assertThatIOException().isThrownBy(() -> artifacts().copy(KEY, copy.resolve("none")));
  }

  @Test
  void missingArtifactIsReported() {
    assertThatExceptionOfType(ArtifactException.class).isThrownBy(() -> content("a"));
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> artifacts().open(KEY, "a", 6))
        .withMessageContaining("is missing");
  }

  @Test
  void listsArtifactsAndFoldersOfOneFolder() {
    write("jobs/7/1/model", "first");
    write("jobs/7/checkpoints/000000000001", "first");
    write("jobs/7/checkpoints/000000000002", "first");
    write("jobs/70/1/model", "first");

    assertThat(artifacts().list("jobs")).containsExactlyInAnyOrder("7", "70");
    assertThat(artifacts().list("jobs/7")).containsExactlyInAnyOrder("1", "checkpoints");
    assertThat(artifacts().list("jobs/7/checkpoints"))
        .containsExactlyInAnyOrder("000000000001", "000000000002");
    assertThat(artifacts().list("jobs/8")).isEmpty();
  }

  @Test
  void deletingTwiceIsAllowed() {
    write(KEY, "first");
    write("jobs/7/1/model-of-another", "first");

    artifacts().delete(KEY);
    artifacts().delete(KEY);

    assertThat(artifacts().list("jobs/7/1")).containsExactly("model-of-another");
  }

  @Test
  void deletesFolderWithItsArtifacts() {
    write("jobs/7/1/model", "first");
    write("jobs/7/checkpoints/000000000001", "first");
    write("jobs/70/1/model", "first");

    artifacts().delete("jobs/7");

    assertThat(artifacts().list("jobs")).containsExactly("70");
  }

  @Test
  void interruptedThreadReadsWritesAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    write(KEY, "first");
    assertThat(content("a")).isEqualTo("first");
    assertThat(artifacts().list("jobs/7/1")).containsExactly("model");
    artifacts().delete(KEY);

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  final void write(String key, String content) {
    artifacts().write(key, directory -> Files.writeString(directory.resolve("a"), content));
  }

  final String content(String file) {
    return artifacts().read(KEY, directory -> text(directory.resolve(file)));
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static ArtifactStore.Content writeThenThrow(Exception failure) {
    return directory -> {
      Files.writeString(directory.resolve("a"), "half");
      if (failure instanceof IOException io) {
        throw io;
      }
      throw (RuntimeException) failure;
    };
  }
}
