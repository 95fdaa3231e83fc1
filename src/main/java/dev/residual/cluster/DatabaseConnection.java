package dev.residual.cluster;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Says how the database is reached: as the settings {@code spring.datasource} say, and with the
 * password of its own if it is embedded and they have none.
 */
@Component
class DatabaseConnection implements JdbcConnectionDetails {

  private final DataSourceProperties settings;
  private final @Nullable String password;

  DatabaseConnection(DataSourceProperties settings) throws SQLException {
    this.settings = settings;
    Optional<EmbeddedDatabase> embedded =
        EmbeddedDatabase.at(settings.determineUrl(), settings.determineUsername());
    String given = settings.determinePassword();
    password = embedded.isPresent() ? embedded.get().prepare(given) : given;
  }

  @Override
  public String getJdbcUrl() {
    return settings.determineUrl();
  }

  @Override
  public @Nullable String getUsername() {
    return settings.determineUsername();
  }

  @Override
  public @Nullable String getPassword() {
    return password;
  }

  @Override
  public String getDriverClassName() {
    return settings.determineDriverClassName();
  }
}
