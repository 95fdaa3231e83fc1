package dev.residual.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;

class ArtifactConfigurationTests {

  @TempDir Path folder;

  @Test
  void folderIsCreatedAndLeftEmpty() {
    Path artifacts = folder.resolve("data/artifacts");

    new ArtifactConfiguration().artifacts(new ArtifactSettings(artifacts, null));

    assertThat(artifacts).isEmptyDirectory();
  }

  @Test
  void folderThatCannotBeWrittenIsASentence() throws Exception {
    Path artifacts = Files.createFile(folder.resolve("file")).resolve("artifacts");

    UnwritableFolderException refused =
        catchThrowableOfType(
            UnwritableFolderException.class,
            () -> new ArtifactConfiguration().artifacts(new ArtifactSettings(artifacts, null)));

    FailureAnalysis analysis =
        new ArtifactFolderFailureAnalyzer().analyze(new IllegalStateException(refused));
    assertThat(analysis.getDescription())
        .startsWith("Models and checkpoints cannot be stored: " + artifacts + " cannot be written");
    assertThat(analysis.getAction()).startsWith("Make the folder writable");
  }
}
