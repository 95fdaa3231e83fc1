package dev.residual.cluster;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Lets HikariCP drop a connection to an H2 database that has closed itself, for example because the
 * disk was full. The next connection opens the database again.
 */
public class ClosedDatabaseOverride implements SQLExceptionOverride {

  private static final int DATABASE_IS_CLOSED = 90098;

  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException failure) {
    return failure.getErrorCode() == DATABASE_IS_CLOSED
        ? SQLExceptionOverride.Override.MUST_EVICT
        : SQLExceptionOverride.Override.CONTINUE_EVICT;
  }
}
