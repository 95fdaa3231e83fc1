package dev.residual.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedDatabaseTests {

  private static final String USER = "sa";

  @TempDir private Path temp;
  private Path data;
  private Path password;
  private Path pending;

  @BeforeEach
  void locate() {
    data = temp.resolve("data/residual.mv.db");
    password = temp.resolve("data/residual.password");
    pending = temp.resolve("data/residual.password.pending");
  }

  @Test
  void newDatabaseHasAPasswordOfItsOwnThatNobodyElseCanRead() throws Exception {
    String generated = prepare();
    write(generated);

    assertThat(password).hasContent(generated);
    assertThat(generated).matches("[0-9a-f]{64}");
    assertThat(rights(temp.resolve("data"))).isEqualTo("rwx------");
    assertThat(rights(data)).isEqualTo("rw-------");
    assertThat(rights(password)).isEqualTo("rw-------");
    assertWrongPassword("");
  }

  @Test
  void restartUsesTheSamePassword() throws Exception {
    write(prepare());

    assertThat(rows(prepare())).isEqualTo(1);
  }

  @Test
  void killBeforeTheDatabaseIsCreatedLocksNobodyOut() throws Exception {
    prepare();
    Files.delete(data);

    write(prepare());
  }

  @Test
  void killAfterTheEmptyFileIsCreatedLocksNobodyOut() throws Exception {
    Files.createDirectories(data.getParent());
    Files.createFile(data);

    write(prepare());
  }

  @Test
  void databaseWithoutPasswordGetsOneAndKeepsItsRows() throws Exception {
    Files.createDirectories(data.getParent());
    write("");

    assertThat(rows(prepare())).isEqualTo(1);
    assertWrongPassword("");
    assertThat(pending).doesNotExist();
    assertThat(rights(data)).isEqualTo("rw-------");
  }

  @Test
  void killBeforeAnOlderDatabaseHasItsPasswordLocksNobodyOut() throws Exception {
    Files.createDirectories(data.getParent());
    write("");
    Files.writeString(pending, "aa\n");

    assertThat(prepare()).isEqualTo("aa");
    assertThat(rows("aa")).isEqualTo(1);
  }

  @Test
  void killAfterAnOlderDatabaseHasItsPasswordLocksNobodyOut() throws Exception {
    Files.createDirectories(data.getParent());
    write("aa");
    Files.writeString(pending, "aa\n");

    assertThat(rows(prepare())).isEqualTo(1);
    assertThat(password).exists();
    assertThat(pending).doesNotExist();
  }

  @Test
  void lostPasswordIsASentenceAndCanBeRestored() throws Exception {
    String generated = prepare();
    write(generated);
    Files.delete(password);

    assertThatExceptionOfType(EmbeddedDatabaseException.class)
        .isThrownBy(this::prepare)
        .withMessageContaining(data + " has a password")
        .withMessageContaining("missing: " + password)
        .satisfies(
            lost ->
                assertThat(new EmbeddedDatabaseFailureAnalyzer().analyze(lost).getAction())
                    .startsWith("Restore that file"));
    assertThat(pending).doesNotExist();

    Files.writeString(password, generated);
    assertThat(rows(prepare())).isEqualTo(1);
  }

  @Test
  void givenPasswordIsUsedAndNoneIsGenerated() throws Exception {
    assertThat(database().prepare("given")).isEqualTo("given");

    assertThat(password).doesNotExist();
    assertThat(rights(data)).isEqualTo("rw-------");
  }

  @Test
  void fileInThePlaceOfTheFolderIsNamed() throws Exception {
    Files.createFile(temp.resolve("data"));

    assertThatExceptionOfType(EmbeddedDatabaseException.class)
        .isThrownBy(this::prepare)
        .withMessageStartingWith("The database file cannot be written: " + data);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:h2:mem:residual",
        "jdbc:h2:tcp://host/./residual",
        "jdbc:h2:nio:./residual",
        "jdbc:postgresql://localhost:5432/residual"
      })
  void otherDatabasesHaveNoFileOfTheirOwn(String url) {
    assertThat(EmbeddedDatabase.at(url, USER)).isEmpty();
  }

  private String prepare() throws SQLException {
    return database().prepare("");
  }

  private EmbeddedDatabase database() {
    return EmbeddedDatabase.at(url(), USER).orElseThrow();
  }

  private String url() {
    return "jdbc:h2:file:" + temp.resolve("data/residual") + ";WRITE_DELAY=0;TRACE_LEVEL_FILE=0";
  }

  private void write(String password) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), USER, password)) {
      connection.createStatement().execute("create table job as select 1");
    }
  }

  private int rows(String password) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), USER, password);
        ResultSet count = connection.createStatement().executeQuery("select count(*) from job")) {
      count.next();
      return count.getInt(1);
    }
  }

  private void assertWrongPassword(String password) {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> rows(password))
        .satisfies(
            refusal -> {
              assertThat(refusal.getErrorCode()).isEqualTo(EmbeddedDatabase.WRONG_PASSWORD);
              assertThat(new DatabaseFileFailureAnalyzer().analyze(refusal).getDescription())
                  .startsWith("The database file has another user or another password");
            });
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
