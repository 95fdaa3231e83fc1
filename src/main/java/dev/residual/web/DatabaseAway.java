package dev.residual.web;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells a database that cannot be reached from a statement that was wrong. */
public final class DatabaseAway {

  /**
   * SQLSTATE class 08 is a connection's; PostgreSQL's 57P is a server that shuts down, its 25P03
   * one that no longer waited for a transaction that rested.
   */
  private static final List<String> STATES = List.of("08", "57P", "25P03");

  /** What HikariCP says, without a state, of a connection that it has thrown away as broken. */
  private static final String THROWN_AWAY = "Connection is closed";

  private DatabaseAway() {}

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
    return state == null
        ? THROWN_AWAY.equals(failure.getMessage())
        : STATES.stream().anyMatch(state::startsWith);
  }
}
