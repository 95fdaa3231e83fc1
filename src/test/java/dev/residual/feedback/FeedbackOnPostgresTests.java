package dev.residual.feedback;

import dev.residual.Postgres;
import org.junit.jupiter.api.Nested;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Repeats the tests on PostgreSQL. */
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class FeedbackOnPostgresTests {

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    Postgres.register(registry);
  }

  @Nested
  class Writing extends PredictionWritingTests {}

  @Nested
  class Truths extends TruthTests {

    @Override
    boolean isShared() {
      return true;
    }
  }

  @Nested
  class Retention extends FeedbackRetentionTests {}

  @Nested
  class Archives extends LabeledImageArchiveTests {}
}
