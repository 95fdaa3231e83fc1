package dev.residual.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

class DatabaseFileFailureAnalyzerTests {

  @TempDir Path folder;

  @Test
  void fileOfAnotherProcessIsASentence() throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("residual");
    DriverManager.getConnection(url, "sa", "").close();
    FailureAnalysis analysis;
    try (FileChannel file =
            FileChannel.open(folder.resolve("residual.mv.db"), StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      analysis = analysis(url);
    }

    assertThat(analysis.getDescription())
        .startsWith("The database file is in use by another process")
        .endsWith("residual.mv.db\"");
    assertThat(analysis.getAction()).startsWith("Stop the other process, or start this one");
  }

  @Test
  void fileThatCannotBeWrittenIsASentence() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    FailureAnalysis analysis = analysis("jdbc:h2:file:" + file + "/residual;TRACE_LEVEL_FILE=0");

    assertThat(analysis.getDescription())
        .startsWith("The database file cannot be written")
        .contains(file.toString());
    assertThat(analysis.getAction()).startsWith("Make its folder writable");
  }

  @Test
  void otherFailuresKeepTheirForm() {
    assertThat(
            new DatabaseFileFailureAnalyzer()
                .analyze(new IllegalStateException(new SQLException("no", "08001", 90020))))
        .isNull();
  }

  @Test
  void analyzersAreRegistered() {
    assertThat(
            SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                    FailureAnalyzer.class,
                    SpringFactoriesLoader.FailureHandler.logging(
                        org.apache.commons.logging.LogFactory.getLog(getClass()))))
        .extracting(analyzer -> analyzer.getClass().getSimpleName())
        .contains("DatabaseFileFailureAnalyzer", "ArtifactFolderFailureAnalyzer");
  }

  private static FailureAnalysis analysis(String url) {
    SQLException failure =
        catchThrowableOfType(
            SQLException.class, () -> DriverManager.getConnection(url, "sa", "").close());
    FailureAnalyzer analyzer = new DatabaseFileFailureAnalyzer();
    return analyzer.analyze(new IllegalStateException("The context could not start", failure));
  }
}
