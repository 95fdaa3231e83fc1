package dev.residual;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * Provides a PostgreSQL server, which is started once and shared by all tests. Each test can use
 * its own database.
 */
public final class Postgres {

  private static final class Server {
    static final EmbeddedPostgres INSTANCE = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Postgres() {}

  /** Creates an empty database and returns its URL. */
  public static String newDatabase() {
    String name = "db" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return Server.INSTANCE.getJdbcUrl("postgres", name);
  }

  /** Returns whether a transaction in the connection's database is waiting for a lock. */
  public static boolean hasBlockedTransaction(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet blocked =
            statement.executeQuery(
                """
                select 1 from pg_stat_activity
                where wait_event_type = 'Lock' and datname = current_database()
                """)) {
      return blocked.next();
    }
  }

  /** Makes the service under test use a new database. */
  public static void register(DynamicPropertyRegistry registry) {
    String url = newDatabase();
    registry.add("spring.datasource.url", () -> url);
    registry.add("spring.datasource.username", () -> "postgres");
    registry.add("spring.datasource.password", () -> "");
  }
}
