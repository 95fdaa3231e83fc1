package dev.residual.cluster;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
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
    if (!shared) {
      requireSingleProcess(url(database));
    }
  }

  private static String url(DataSource database) {
    try {
      return database.isWrapperFor(HikariDataSource.class)
          ? String.valueOf(database.unwrap(HikariDataSource.class).getJdbcUrl())
          : "";
    } catch (SQLException e) {
      return "";
    }
  }

  /**
   * Refuses the modes of H2 in which several processes use one database.
   *
   * @throws IllegalStateException if the URL has such a mode
   */
  static void requireSingleProcess(String url) {
    String lower = url.toLowerCase(Locale.ROOT);
    if (lower.startsWith("jdbc:h2:tcp:")
        || lower.startsWith("jdbc:h2:ssl:")
        || lower.contains(";auto_server=true")) {
      throw new IllegalStateException(
          "H2 can be used only embedded in one process, not by "
              + url
              + ". For several nodes use PostgreSQL, with the profile postgres.");
    }
  }

  /** Returns whether other processes can use the same database. */
  public boolean isShared() {
    return shared;
  }
}
