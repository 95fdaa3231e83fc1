package dev.residual.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Refuses to start a node whose clock differs from the database's. Workers compare heartbeats with
 * their own clocks, and a worker whose clock is fast would take over jobs that another worker is
 * still running.
 */
@Component
public class ClockSkewCheck implements SmartInitializingSingleton {

  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private final DatabaseMode database;
  private final JdbcClient jdbc;
  private final Clock clock;

  public ClockSkewCheck(DatabaseMode database, JdbcClient jdbc, Clock clock) {
    this.database = database;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Compares this machine's clock with the clock of a shared database.
   *
   * @throws IllegalStateException if the two differ by more than five seconds
   */
  @Override
  public void afterSingletonsInstantiated() {
    if (!database.isShared()) {
      return;
    }
    OffsetDateTime databaseTime =
        jdbc.sql("select current_timestamp").query(OffsetDateTime.class).single();
    Duration difference = Duration.between(databaseTime.toInstant(), clock.instant());
    if (difference.abs().compareTo(TOLERANCE) > 0) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "The clock of this machine differs from the database's by %s, and at most %s is allowed."
                  + " Synchronize it, for example with NTP.",
              difference,
              TOLERANCE));
    }
  }
}
