package dev.residual.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Thrown at the start of the service if its embedded database cannot be opened. */
final class EmbeddedDatabaseException extends RuntimeException {

  private final String remedy;

  private EmbeddedDatabaseException(String message, String remedy, @Nullable IOException cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  static EmbeddedDatabaseException unwritable(Path database, IOException cause) {
    return new EmbeddedDatabaseException(
        "The database file cannot be written: " + database + " (" + cause + ")",
        "Make its folder writable for the user that runs the service, or name another file in"
            + " spring.datasource.url.",
        cause);
  }

  static EmbeddedDatabaseException passwordLost(Path database, Path password) {
    return new EmbeddedDatabaseException(
        "The database "
            + database
            + " has a password, and the file that keeps it is missing: "
            + password,
        "Restore that file from the backup that has the database, or set"
            + " spring.datasource.password.",
        null);
  }

  /** Returns what the operator can do. */
  String remedy() {
    return remedy;
  }
}
