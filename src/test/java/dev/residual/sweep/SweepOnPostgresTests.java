package dev.residual.sweep;

import dev.residual.Postgres;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Repeats the tests on PostgreSQL, the longest one with fewer trials. */
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class SweepOnPostgresTests {

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    Postgres.register(registry);
  }

  @Nested
  class Search extends SweepSearchTests {}

  @Nested
  class Restarts extends SweepRestartTests {

    @Override
    @Test
    void trialsSurviveRestartsAtAnyPoint() {
      trialsSurviveRestarts(20, 1);
    }
  }

  @Nested
  class Limits extends SweepLimitTests {}

  @Nested
  class Ends extends SweepEndTests {}
}
