package dev.residual.cluster;

import dev.residual.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database of H2 in a file that only the user who runs the service can read. Its password is
 * generated and kept in a file beside it.
 *
 * <p>The password's file is complete before the database has the password, so that the service
 * starts again after a kill at any moment.
 */
final class EmbeddedDatabase {

  /** H2's code of a wrong user or password. */
  static final int WRONG_PASSWORD = 28000;

  private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);

  private static final String URL_PREFIX = "jdbc:h2:";
  private static final String FILE_PREFIX = "file:";
  private static final int PASSWORD_BYTES = 32;

  private final String url;
  private final String user;
  private final Path data;
  private final Path password;

  /** A password that the database may have already, or is about to get. */
  private final Path pendingPassword;

  private EmbeddedDatabase(String url, String user, Path path) {
    this.url = url;
    this.user = user;
    data = Path.of(path + ".mv.db");
    password = Path.of(path + ".password");
    pendingPassword = Path.of(path + ".password.pending");
  }

  /** Returns the database that a URL names, or empty if it is not a file of H2 on disk. */
  static Optional<EmbeddedDatabase> at(String url, @Nullable String user) {
    return path(url).map(path -> new EmbeddedDatabase(url, Objects.toString(user, ""), path));
  }

  private static Optional<Path> path(String url) {
    if (!url.startsWith(URL_PREFIX)) {
      return Optional.empty();
    }
    String name = url.substring(URL_PREFIX.length()).replaceFirst(";.*", "");
    String path = name.startsWith(FILE_PREFIX) ? name.substring(FILE_PREFIX.length()) : name;
    // The colon of a Windows drive is the second character. Others belong to names of H2's other
    // file systems, of its servers, and of databases in memory.
    if (path.isEmpty() || path.indexOf(':') > 1) {
      return Optional.empty();
    }
    String home = System.getProperty("user.home");
    Path file = Path.of(path.startsWith("~/") ? home + path.substring(1) : path);
    return Optional.of(file.toAbsolutePath().normalize());
  }

  /**
   * Creates the folder and the files of the database if they do not exist.
   *
   * @param given the password that the operator has set, or null to generate one
   * @return the password with which the database is to be opened
   * @throws EmbeddedDatabaseException if the files cannot be written, or the password is lost
   * @throws SQLException if an older database cannot be opened
   */
  String prepare(@Nullable String given) throws SQLException {
    try {
      PrivateFiles.createFolderOrWarn(
          Objects.requireNonNull(data.getParent()), "its database and its keys");
      String current = given == null || given.isEmpty() ? password() : given;
      PrivateFiles.createFile(data);
      return current;
    } catch (IOException e) {
      throw EmbeddedDatabaseException.unwritable(data, e);
    }
  }

  private String password() throws IOException, SQLException {
    if (!Files.exists(password)) {
      if (Files.exists(data) && Files.size(data) > 0) {
        secure();
      } else {
        PrivateFiles.create(password, generate());
      }
    }
    return read(password);
  }

  private static String generate() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes) + "\n";
  }

  private static String read(Path file) throws IOException {
    return PrivateFiles.read(file).strip();
  }

  /** Gives a database that has no password one. */
  private void secure() throws IOException, SQLException {
    PrivateFiles.create(pendingPassword, generate());
    String pending = read(pendingPassword);
    // After a kill between these two steps it has the pending password.
    if (!setPassword("", pending) && !setPassword(pending, pending)) {
      Files.delete(pendingPassword);
      throw EmbeddedDatabaseException.passwordLost(data, password);
    }
    Files.move(pendingPassword, password, StandardCopyOption.ATOMIC_MOVE);
    log.info("The database {} has a password of its own now, in {}", data, password);
  }

  /** Returns false if the database does not have the current password. */
  private boolean setPassword(String current, String next) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, current);
        Statement statement = connection.createStatement()) {
      statement.execute("set password '" + next + "'");
      return true;
    } catch (SQLException e) {
      if (e.getErrorCode() == WRONG_PASSWORD) {
        return false;
      }
      throw e;
    }
  }
}
