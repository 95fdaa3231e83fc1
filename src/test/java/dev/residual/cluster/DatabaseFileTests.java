package dev.residual.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.zaxxer.hikari.HikariDataSource;
import dev.residual.web.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class DatabaseFileTests {

  @TempDir private Path folder;
  private final HikariDataSource database = new HikariDataSource();
  private DatabaseFile file;

  @BeforeEach
  void open() throws Exception {
    database.setJdbcUrl("jdbc:h2:file:" + folder.resolve("data/residual"));
    file = new DatabaseFile(new DatabaseMode(database), JdbcClient.create(database));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void requestsAreServedWhileTheFileIsThere() {
    assertThatNoException().isThrownBy(this::request);
    assertThat(health()).isEqualTo(Status.UP);
  }

  @Test
  void requestsAreRejectedOnceTheFileWasRemovedUntilItIsBack() throws Exception {
    Path moved = Files.move(folder.resolve("data"), folder.resolve("moved"));

    assertThat(health()).isEqualTo(Status.DOWN);
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(this::request)
        .withMessageContaining("residual.mv.db, was removed");

    Files.move(moved, folder.resolve("data"));
    assertThat(health()).isEqualTo(Status.UP);
  }

  @Test
  void anotherFileInItsPlaceIsNoReplacement() throws Exception {
    Path original = folder.resolve("data/residual.mv.db");
    Files.move(original, folder.resolve("moved"));
    Files.write(original, new byte[1]);

    assertThat(health()).isEqualTo(Status.DOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:h2:tcp://host/./residual",
        "jdbc:h2:ssl://host/./residual",
        "jdbc:h2:file:./residual;AUTO_SERVER=TRUE"
      })
  void embeddedDatabaseOfSeveralProcessesIsRejected(String url) {
    assertThatIllegalStateException()
        .isThrownBy(() -> DatabaseMode.requireSingleProcess(url))
        .withMessageContaining("profile postgres");
  }

  private void request() {
    new DatabaseFileInterceptor(provider(file))
        .preHandle(new MockHttpServletRequest(), new MockHttpServletResponse(), this);
  }

  private Status health() {
    return new DatabaseFileHealthIndicator(file).health().getStatus();
  }

  private static ObjectProvider<DatabaseFile> provider(DatabaseFile file) {
    StaticListableBeanFactory beans = new StaticListableBeanFactory();
    beans.addBean("databaseFile", file);
    return beans.getBeanProvider(DatabaseFile.class);
  }
}
