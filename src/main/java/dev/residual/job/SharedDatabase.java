package dev.residual.job;

import java.sql.DatabaseMetaData;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.stereotype.Component;

/**
 * Tells whether other processes may use the database too. H2 is embedded, so nobody else uses it.
 */
@Component
public class SharedDatabase {

  private static final String EMBEDDED = "H2";

  private final boolean shared;

  SharedDatabase(DataSource database) throws MetaDataAccessException {
    String product =
        JdbcUtils.extractDatabaseMetaData(database, DatabaseMetaData::getDatabaseProductName);
    shared = !EMBEDDED.equals(product);
  }

  public boolean isShared() {
    return shared;
  }
}
