package dev.residual.job;

import dev.residual.Postgres;
import org.junit.jupiter.api.Nested;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Repeats the tests on PostgreSQL. */
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class JobLifecycleOnPostgresTests {

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    Postgres.register(registry);
  }

  @Nested
  class Submission extends JobSubmissionTests {}

  @Nested
  class Owner extends JobOwnerTests {}

  @Nested
  class Attempts extends JobAttemptTests {}

  @Nested
  class Result extends JobResultTests {}

  @Nested
  class Restart extends JobRestartTests {}
}
