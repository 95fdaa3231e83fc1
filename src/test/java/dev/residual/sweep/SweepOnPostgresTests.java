package dev.residual.sweep;

import dev.residual.Postgres;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Repeats the tests on PostgreSQL, the longest one with fewer trials. */
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class SweepOnPostgresTests extends SweepTests {

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    Postgres.register(registry);
  }

  @Override
  @Test
  void trialsSurviveRestartsAtAnyPoint() {
    trialsSurviveRestarts(20, 1);
  }
}
