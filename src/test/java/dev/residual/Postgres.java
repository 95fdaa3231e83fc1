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
 * A real PostgreSQL, started once for all tests that want it; each may have a database of its own.
 */
public final class Postgres {

  private static final class Server {
    static final EmbeddedPostgres IT = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Postgres() {}

  /** URL of a new, empty database. */
  public static String newDatabase() {
    String name = "db" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = Server.IT.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return Server.IT.getJdbcUrl("postgres", name);
  }

  /** Whether a transaction in the connection's database waits for a lock. */
  public static boolean someoneWaits(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet waiting =
            statement.executeQuery(
                """
                select 1 from pg_stat_activity
                where wait_event_type = 'Lock' and datname = current_database()
                """)) {
      return waiting.next();
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
