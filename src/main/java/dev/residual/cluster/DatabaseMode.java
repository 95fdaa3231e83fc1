package dev.residual.cluster;

import java.sql.DatabaseMetaData;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.stereotype.Component;

/**
 * Tells whether other processes can use the same database. H2 is embedded, so only this process
 * uses it.
 */
@Component
public class DatabaseMode {

  private static final String EMBEDDED = "H2";

  private final boolean shared;

  DatabaseMode(DataSource database) throws MetaDataAccessException {
    String product =
        JdbcUtils.extractDatabaseMetaData(database, DatabaseMetaData::getDatabaseProductName);
    shared = !EMBEDDED.equals(product);
  }

  /** Returns whether other processes can use the same database. */
  public boolean isShared() {
    return shared;
  }
}
