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
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A start that fails for a usual reason is explained by a sentence and without a trace. */
@ExtendWith(OutputCaptureExtension.class)
class FailedStartTests {

  @TempDir Path folder;

  @Test
  void secondServiceOnOneFolderSaysSo(CapturedOutput output) throws Exception {
    Path database = folder.resolve("residual");
    DriverManager.getConnection("jdbc:h2:file:" + database, "sa", "").close();
    try (FileChannel file =
            FileChannel.open(folder.resolve("residual.mv.db"), StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      assertStartFails(database);
    }

    assertSentence(output, "The database file is in use by another process");
  }

  @Test
  void folderThatCannotBeWrittenIsNamed(CapturedOutput output) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertStartFails(file.resolve("residual"));

    assertSentence(output, "The database file cannot be written");
    assertThat(output).contains(file.toString());
  }

  private static void assertStartFails(Path database) {
    SpringApplication service = new SpringApplication(ResidualApplication.class);
    service.setWebApplicationType(WebApplicationType.NONE);
    service.setRegisterShutdownHook(false);
    assertThatThrownBy(
            () ->
                service
                    .run(
                        "--spring.datasource.url=jdbc:h2:file:" + database + ";TRACE_LEVEL_FILE=0",
                        "--spring.main.banner-mode=off")
                    .close())
        .isInstanceOf(Exception.class);
  }

  private static void assertSentence(CapturedOutput output, String sentence) {
    assertThat(output.getAll())
        .contains("APPLICATION FAILED TO START", sentence)
        .doesNotContain("\tat ", "Caused by:");
  }
}
