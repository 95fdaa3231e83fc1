package dev.residual.web;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Distinguishes a database that cannot be reached from a statement that failed. */
public final class DatabaseOutage {

  /**
   * SQLSTATE class 08 is a connection failure. PostgreSQL's 57P is a server that shuts down, and
   * its 25P03 is a server that ended an idle transaction. H2's 90098 is a database that has closed
   * itself after a failed write.
   */
  private static final List<String> STATES = List.of("08", "57P", "25P03", "90098");

  /** H2's state of any internal error, such as a failed write. */
  private static final String GENERAL_ERROR = "HY000";

  /** The message, without a state, of a connection that HikariCP has evicted as broken. */
  private static final String EVICTED = "Connection is closed";

  private DatabaseOutage() {}

  /** Tells whether a failure was caused by a database that cannot be reached. */
  public static boolean isCauseOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataAccessResourceFailureException
          || cause instanceof CannotCreateTransactionException
          || cause instanceof SQLTransientConnectionException
          || cause instanceof SQLNonTransientConnectionException
          || cause instanceof SQLRecoverableException
          || (cause instanceof SQLException sql && isConnection(sql))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isConnection(SQLException failure) {
    String state = failure.getSQLState();
    if (GENERAL_ERROR.equals(state)) {
      return hasIoCause(failure);
    }
    return state == null
        ? EVICTED.equals(failure.getMessage())
        : STATES.stream().anyMatch(state::startsWith);
  }

  private static boolean hasIoCause(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }
}
