package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.access.Caller;
import dev.residual.access.Role;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.context.SecurityContextHolder;

/** A job, its model and its idempotency key belong to the client that submitted it. */
abstract class JobOwnerTests extends StoredJobs {

  @Autowired private IdempotencyKeys keys;

  @Test
  void modelBelongsToTheOwnerOfItsJob(@Autowired JdbcClient jdbc) {
    Caller owner = new Caller(UUID.randomUUID(), Role.TRAINER);
    UUID id = as(owner, this::submit);
    JobAttempt attempt = start(id);

    attempts.succeed(attempt, Trainings.saved(attempt.modelKey()));

    assertThat(found(id).owner()).isEqualTo(owner.id());
    assertThat(
            jdbc.sql("select owner from model where job_id = :job")
                .param("job", id)
                .query(UUID.class)
                .single())
        .isEqualTo(owner.id());
  }

  @Test
  void idempotencyKeyOfAnotherClientIsAnotherKey() {
    IdempotencyKeys.Key key = new IdempotencyKeys.Key("same", "digest");
    Caller me = new Caller(UUID.randomUUID(), Role.TRAINER);
    Caller other = new Caller(UUID.randomUUID(), Role.TRAINER);

    UUID mine = as(me, () -> lifecycle.submit(Requests.DEFAULT, key));
    as(other, () -> lifecycle.submit(Requests.DEFAULT, key));

    assertThat(as(me, () -> keys.find("same")).orElseThrow().job()).isEqualTo(mine);
    assertThat(keys.find("same")).isEmpty();
  }

  /** Does what a request with a key does. */
  private static <T> T as(Caller caller, Supplier<T> call) {
    SecurityContextHolder.getContext().setAuthentication(caller.authentication());
    try {
      return call.get();
    } finally {
      SecurityContextHolder.clearContext();
    }
  }
}
