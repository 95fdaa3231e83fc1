package dev.residual.cluster;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why the service cannot start on its database file: another process has it open, it has
 * another password, or it cannot be written.
 */
class DatabaseFileFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

  private static final String H2 = "org.h2.";

  /** H2's code of a file that another process has locked. */
  private static final int IN_USE = 90020;

  /** H2's codes of files that cannot be created or written, and of a read-only database. */
  private static final Set<Integer> NOT_WRITABLE = Set.of(90028, 90031, 90034, 90062, 90097);

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable failure, SQLException cause) {
    if (!cause.getClass().getName().startsWith(H2)) {
      return null;
    }
    if (cause.getErrorCode() == IN_USE) {
      return new FailureAnalysis(
          "The database file is in use by another process, which is probably another Residual: "
              + shortMessage(cause),
          "Stop the other process, or start this one in another folder. Several processes can"
              + " share a PostgreSQL database, with the profile postgres.",
          cause);
    }
    if (cause.getErrorCode() == EmbeddedDatabase.WRONG_PASSWORD) {
      return new FailureAnalysis(
          "The database file has another user or another password: " + shortMessage(cause),
          "Restore the database and the file with its password, whose name ends in .password, from"
              + " one backup, or set spring.datasource.username and spring.datasource.password.",
          cause);
    }
    return NOT_WRITABLE.contains(cause.getErrorCode())
        ? new FailureAnalysis(
            "The database file cannot be written: " + shortMessage(cause),
            "Make its folder writable for the user that runs the service, or name another file in"
                + " spring.datasource.url.",
            cause)
        : null;
  }

  /** Returns H2's message without its advice and its error code. */
  private static String shortMessage(SQLException cause) {
    return String.valueOf(cause.getMessage()).replaceFirst("(?s)(\\. Possible| \\[9).*", "");
  }
}
