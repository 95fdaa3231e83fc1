package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

import dev.residual.cluster.WorkerRegistry;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** A job is submitted while the transaction of another one, which takes the last place, is open. */
@JobLifecycleTest
@Import({JobSubmitter.class, JobQueries.class})
@MockitoBean(types = {JobRequestValidator.class, WorkerRegistry.class})
@TestPropertySource(properties = "residual.queue.capacity=3")
class QueueCapacityTests {

  private static final int CAPACITY = 3;

  @Autowired private JobSubmitter submitter;
  @Autowired private JobRequestValidator validator;
  @Autowired private Jobs jobs;
  @Autowired private TransactionTemplate transaction;
  @Autowired JdbcClient jdbc;

  @BeforeEach
  void leaveOnePlace() {
    given(validator.validate(any())).willAnswer(call -> call.getArgument(0));
    for (String table : List.of("idempotency_key", "job")) {
      jdbc.sql("delete from " + table).update();
    }
    for (int i = 1; i < CAPACITY; i++) {
      submitter.submit(Requests.DEFAULT, null);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "mine")
  void lastPlaceIsGivenOnce(String key) throws Exception {
    FutureTask<UUID> later = submitWhileAnotherIsSubmitted(key, commit -> {});

    assertThat(later)
        .failsWithin(Duration.ofMinutes(1))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(Problem.class)
        .withMessageContaining("queue-full");
    assertThat(jobs.countByStatusIn(JobStatus.WAITING)).isEqualTo(CAPACITY);
  }

  @Test
  void placeOfAJobThatCannotBeStoredIsGivenToTheNext() throws Exception {
    FutureTask<UUID> later =
        submitWhileAnotherIsSubmitted(null, TransactionStatus::setRollbackOnly);

    assertThat(later).succeedsWithin(Duration.ofMinutes(1));
    assertThat(jobs.countByStatusIn(JobStatus.WAITING)).isEqualTo(CAPACITY);
  }

  private FutureTask<UUID> submitWhileAnotherIsSubmitted(
      String key, Consumer<TransactionStatus> end) {
    FutureTask<UUID> later = new FutureTask<>(() -> submitter.submit(Requests.DEFAULT, key).job());
    Thread thread = new Thread(later, "later");
    transaction.executeWithoutResult(
        status -> {
          submitter.submit(Requests.DEFAULT, null);
          thread.start();
          await().until(() -> later.isDone() || isBlocked(thread));
          end.accept(status);
        });
    return later;
  }

  /** Returns whether a thread waits for a lock of the database. */
  boolean isBlocked(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING; // as it does in H2
  }
}
