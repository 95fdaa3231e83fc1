package dev.residual.job;

import dev.residual.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Repeats the tests on PostgreSQL. */
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class QueueCapacityOnPostgresTests extends QueueCapacityTests {

  @Autowired private DataSource database;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    Postgres.register(registry);
  }

  @Override
  boolean isBlocked(Thread thread) {
    try (Connection connection = database.getConnection()) {
      return Postgres.hasBlockedTransaction(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
