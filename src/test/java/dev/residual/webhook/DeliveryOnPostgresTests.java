package dev.residual.webhook;

import dev.residual.Postgres;
import org.junit.jupiter.api.Nested;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Repeats the tests on PostgreSQL. */
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class DeliveryOnPostgresTests {

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    Postgres.register(registry);
  }

  @Nested
  class Events extends DeliveryOutboxTests {}

  @Nested
  class Retries extends DeliveryRetryTests {}

  @Nested
  class Changes extends WebhookChangeTests {}

  @Nested
  class Workers extends DeliveryWorkerTests {

    @Override
    boolean isShared() {
      return true;
    }
  }
}
