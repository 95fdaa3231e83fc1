package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A service that cannot start says why in a sentence, without a stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class StartupFailureTests {

  @TempDir Path folder;

  @Test
  void databaseInUseIsASentence(CapturedOutput log) throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("residual");
    DriverManager.getConnection(url, "sa", "").close();
    try (FileChannel file =
            FileChannel.open(folder.resolve("residual.mv.db"), StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      assertThatThrownBy(() -> start(url, folder)).isNotNull();
    }

    assertThat(log)
        .contains("The database file is in use by another process")
        .contains("Stop the other process, or start this one in a folder of its own.")
        .doesNotContain("\tat ");
  }

  @Test
  void databaseThatCannotBeWrittenIsASentence(CapturedOutput log) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> start("jdbc:h2:file:" + file + "/residual;TRACE_LEVEL_FILE=0", folder))
        .isNotNull();

    assertThat(log)
        .contains("The database file cannot be written")
        .contains("Make its folder writable")
        .doesNotContain("\tat ");
  }

  @Test
  void artifactFolderThatCannotBeWrittenIsASentence(CapturedOutput log) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> start("jdbc:h2:mem:failing", file.resolve("artifacts"))).isNotNull();

    assertThat(log)
        .contains("Models and checkpoints cannot be stored: " + file)
        .contains("Make the folder writable")
        .doesNotContain("\tat ");
  }

  private static void start(String database, Path artifacts) {
    new SpringApplicationBuilder(ResidualApplication.class)
        .run(
            "--spring.datasource.url=" + database,
            "--server.port=0",
            "--residual.dataset.download=false",
            "--residual.artifacts.folder=" + artifacts,
            "--spring.main.banner-mode=off")
        .close();
  }
}
