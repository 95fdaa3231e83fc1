package dev.residual.cluster;

import java.sql.DatabaseMetaData;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.stereotype.Component;

/**
 * Tells whether other processes may use the database too. H2 is embedded, so nobody else uses it.
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

  public boolean isShared() {
    return shared;
  }
}
