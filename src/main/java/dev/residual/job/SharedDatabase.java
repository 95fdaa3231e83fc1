package dev.residual.job;

import java.sql.DatabaseMetaData;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.stereotype.Component;

/** Whether other processes may use the database too. H2 is embedded, and so is nobody else's. */
@Component
class SharedDatabase {

  private static final String EMBEDDED = "H2";

  private final boolean shared;

  SharedDatabase(DataSource database) throws MetaDataAccessException {
    String product =
        JdbcUtils.extractDatabaseMetaData(database, DatabaseMetaData::getDatabaseProductName);
    shared = !EMBEDDED.equals(product);
  }

  boolean isShared() {
    return shared;
  }
}
