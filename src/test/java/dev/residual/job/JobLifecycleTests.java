package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import dev.residual.SettableClock;
import dev.residual.access.Caller;
import dev.residual.access.Role;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import dev.residual.model.StoredModel;
import dev.residual.torch.Precision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatcher;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.transaction.support.TransactionTemplate;

@JobLifecycleTest
@RecordApplicationEvents
class JobLifecycleTests {

  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;
  @Autowired private JobQueue queue;
  @Autowired private JobEventLog eventLog;
  @Autowired private IdempotencyKeys keys;
  @Autowired private Jobs jobs;
  @Autowired private ModelRegistry registry;
  @Autowired private SettableClock clock;
  @Autowired private TransactionTemplate transaction;
  @Autowired private ApplicationEvents events;

  @BeforeEach
  void clear(@Autowired JdbcClient jdbc) {
    for (String table : List.of("idempotency_key", "job")) {
      jdbc.sql("delete from " + table).update();
    }
  }

  @Test
  void requestWithTheLongestLabelsIsStored() {
    String escaped = "\\u0001".repeat(99);
    String labels =
        IntStream.range(0, 16)
            .mapToObj(i -> "\"%c%s\": \"%c%s\"".formatted('a' + i, escaped, 'a' + i, escaped))
            .collect(Collectors.joining(", "));
    JobRequest request = Requests.of("{\"labels\": {" + labels + "}}");

    UUID id = lifecycle.submit(request, null);

    assertThat(jobs.findById(id).orElseThrow().request()).isEqualTo(request);
  }

  @Test
  void failureAndReasonOfAnyTextAreStored() {
    String text = "\u0000\ud800\"" + "\u0001".repeat(2000);
    UUID id = submit();
    attempts.release(start(id), text);
    assertThat(found(id).waitingFor()).hasSize(500).startsWith("\ufffd\ufffd\"\u0001");

    attempts.fail(start(id), new JobFailure("data", text));

    assertThat(found(id).failure().message()).hasSize(1000).startsWith("\ufffd\ufffd\"\u0001");
    assertThat(eventLog.after(id, 4, 1))
        .singleElement()
        .satisfies(event -> assertThat(event.payload()).contains("FAILED"));
  }

  @Test
  void submittedJobIsStoredAndQueued() {
    UUID id = lifecycle.submit(Requests.named("mine", 7), null);

    assertThat(found(id).request()).isEqualTo(Requests.named("mine", 7));
    assertThat(found(id).status()).isEqualTo(JobStatus.QUEUED);
    verify(queue).put(argThat(hasId(id)));
  }

  @Test
  void jobThatCannotBeQueuedIsNotStored() {
    doThrow(new IllegalStateException("no queue")).when(queue).put(any());

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> lifecycle.submit(Requests.DEFAULT, null));

    assertThat(jobs.findByStatusIn(List.of(JobStatus.values()))).isEmpty();
  }

  @Test
  void attemptHasItsRequestAndItsOwnModelKey() {
    UUID id = submit();

    JobAttempt first = start(id);
    JobAttempt second = start(id);

    assertThat(first).isEqualTo(new JobAttempt(id, 1, Requests.DEFAULT, null));
    assertThat(first.modelKey()).isEqualTo("jobs/%s/1/model", id);
    assertThat(second.modelKey()).isEqualTo("jobs/%s/2/model", id);
  }

  @Test
  void staleAttemptCannotWrite() {
    UUID id = submit();
    JobAttempt first = start(id);
    JobAttempt second = start(id);
    attempts.report(second, Trainings.step(5), List.of());
    attempts.report(second, Trainings.epoch(1));
    StoredModel lateModel = Trainings.saved(first.modelKey());

    Stream.<ThrowingCallable>of(
            () -> attempts.status(first),
            () -> attempts.report(first, Trainings.step(9), List.of()),
            () -> attempts.report(first, Trainings.epoch(1)),
            () -> attempts.succeed(first, lateModel),
            () -> attempts.fail(first, new JobFailure("data", "broken")),
            () -> attempts.cancelled(first),
            () -> attempts.report(first, Precision.FP32, 3),
            () -> attempts.retryLater(first, new JobFailure("storage", "full")),
            () -> attempts.release(first, "storage"),
            () -> attempts.release(first))
        .forEach(JobLifecycleTests::assertStale);

    transaction.executeWithoutResult(
        status -> {
          Job job = found(id);
          assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
          assertThat(job.attempt()).isEqualTo(2);
          assertThat(job.progress()).isEqualTo(Trainings.step(5));
          assertThat(job.epochs()).hasSize(1);
          assertThat(job.modelId()).isNull();
        });
    assertThat(finished()).isEmpty();
  }

  @Test
  void endedAttemptCannotWrite() {
    JobAttempt attempt = start(submit());
    attempts.fail(attempt, new JobFailure("data", "broken"));

    assertStale(() -> attempts.succeed(attempt, Trainings.saved(attempt.modelKey())));
    assertStale(() -> attempts.status(attempt));

    lifecycle.delete(attempt.job());
    assertStale(() -> attempts.report(attempt, Trainings.step(1), List.of()));
    assertStale(() -> attempts.status(attempt));
  }

  @Test
  void finishedOrUnknownJobIsNotStarted() {
    UUID cancelled = submit();
    lifecycle.cancel(cancelled);

    assertThat(attempts.start(new QueueEntry(cancelled, 0), "cpu")).isEmpty();
    assertThat(attempts.start(new QueueEntry(UUID.randomUUID(), 0), "cpu")).isEmpty();
    assertThat(attempts.requestedDevice(new QueueEntry(cancelled, 0))).isEmpty();
    assertThat(attempts.requestedDevice(new QueueEntry(UUID.randomUUID(), 0))).isEmpty();
    assertThat(found(cancelled).attempt()).isZero();
  }

  @Test
  void cancellingJobIsCancelledInsteadOfRestarted() {
    UUID id = submit();
    start(id);
    lifecycle.cancel(id);
    clock.advance(Duration.ofSeconds(5));

    assertThat(attempts.start(entry(id), "cpu")).isEmpty();

    assertThat(found(id).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(found(id).finishedAt()).isEqualTo(clock.instant());
  }

  @Test
  void jobFailsAfterItsLastAttempt() {
    UUID id = submit();
    start(id);
    start(id);
    start(id);

    assertThat(attempts.start(entry(id), "cpu")).isEmpty();

    assertThat(found(id).status()).isEqualTo(JobStatus.FAILED);
    assertThat(found(id).failure())
        .isEqualTo(
            new JobFailure(
                "attempts-exhausted",
                "The job lost its worker 3 times without progress; the log of the service may show"
                    + " why"));
  }

  @Test
  void jobThatMakesProgressIsNotGivenUp() {
    UUID id = submit();
    for (int step = 1; step <= 5; step++) {
      attempts.report(start(id), Precision.FP32, step);
    }
    assertThat(found(id).attempt()).isEqualTo(5);

    for (int i = 0; i < 2; i++) {
      attempts.report(start(id), Precision.FP32, 5);
    }
    assertThat(attempts.start(entry(id), "cpu")).isEmpty();
    assertThat(found(id).failure().code()).isEqualTo("attempts-exhausted");
  }

  @Test
  void orderIsKeptAfterTheClockWasSetBack() {
    UUID older = submit();
    clock.advance(Duration.ofHours(-1));
    UUID newer = submit();

    assertThat(found(newer).createdAt()).isAfter(found(older).createdAt());
    assertThat(jobs.queued()).containsExactly(older, newer);
  }

  @Test
  void jobDoesNotEndBeforeItsStart() {
    JobAttempt attempt = start(submit());
    clock.advance(Duration.ofHours(-1));

    attempts.succeed(attempt, Trainings.saved(attempt.modelKey()));

    Job job = found(attempt.job());
    assertThat(job.finishedAt()).isEqualTo(job.startedAt());
  }

  @Test
  void releasedAttemptDoesNotCount() {
    UUID id = submit();
    for (int i = 0; i < 5; i++) {
      attempts.release(start(id));
    }

    assertThat(found(id).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(start(id).attempt()).isEqualTo(1);
  }

  @Test
  void cancellingJobIsCancelledWhenReleased() {
    JobAttempt attempt = start(submit());
    lifecycle.cancel(attempt.job());

    attempts.release(attempt);

    assertThat(found(attempt.job()).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void successRegistersTheModelAndEndsTheJob() {
    JobAttempt attempt = start(submit());
    StoredModel saved = Trainings.saved(attempt.modelKey());
    clock.advance(Duration.ofMinutes(1));

    attempts.succeed(attempt, saved);

    Job job = found(attempt.job());
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.finishedAt()).isEqualTo(clock.instant());
    assertThat(registry.find(String.valueOf(job.modelId())))
        .map(RegisteredModel::stored)
        .contains(saved);
    assertThat(finished()).containsExactly(new JobFinished(job.id(), JobStatus.SUCCEEDED, null));
  }

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

  @Test
  void failureReasonIsStored() {
    JobAttempt attempt = start(submit());

    attempts.fail(attempt, new JobFailure("diverged", "The loss became NaN"));

    assertThat(found(attempt.job()).failure())
        .isEqualTo(new JobFailure("diverged", "The loss became NaN"));
    assertThat(finished())
        .containsExactly(
            new JobFinished(
                attempt.job(),
                JobStatus.FAILED,
                new JobFailure("diverged", "The loss became NaN")));
  }

  @Test
  void reportReturnsTheCancellingStatus() {
    JobAttempt attempt = start(submit());
    assertThat(attempts.report(attempt, Trainings.step(1), List.of())).isEqualTo(JobStatus.RUNNING);

    lifecycle.cancel(attempt.job());

    assertThat(attempts.report(attempt, Trainings.step(2), List.of()))
        .isEqualTo(JobStatus.CANCELLING);
    assertThat(attempts.status(attempt)).isEqualTo(JobStatus.CANCELLING);
  }

  @Test
  void deletedJobIsRemovedWithItsEpochs() {
    JobAttempt attempt = start(submit());
    attempts.report(attempt, Trainings.epoch(1));
    assertThatExceptionOfType(JobStateException.class)
        .isThrownBy(() -> lifecycle.delete(attempt.job()));
    attempts.fail(attempt, new JobFailure("data", "broken"));

    lifecycle.delete(attempt.job());

    assertThat(jobs.findById(attempt.job())).isEmpty();
    assertThatExceptionOfType(JobNotFoundException.class)
        .isThrownBy(() -> lifecycle.delete(attempt.job()));
    assertThatExceptionOfType(JobNotFoundException.class)
        .isThrownBy(() -> lifecycle.cancel(attempt.job()));
  }

  @Test
  void eventsAreLoggedOnceAndInOrder() {
    UUID id = submit();
    JobAttempt first = start(id);
    attempts.report(first, Trainings.step(1), List.of(logged(1)));
    JobAttempt second = start(id);
    attempts.report(second, Trainings.step(2), List.of(logged(1), logged(2)));
    attempts.report(second, Trainings.epoch(1));
    attempts.report(second, Trainings.epoch(1));
    attempts.succeed(second, Trainings.saved(second.modelKey()));

    List<JobEventLog.Entry> entries = eventLog.after(id, 0, 100);
    assertThat(entries)
        .extracting(JobEventLog.Entry::number)
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(entries)
        .extracting(JobEventLog.Entry::type)
        .containsExactly("status", "status", "step", "status", "step", "epoch", "model", "status");
    assertThat(entries.get(3).payload())
        .isEqualTo("{\"status\":\"RUNNING\",\"attempt\":2,\"failure\":null}");
    assertThat(eventLog.after(id, 6, 1)).singleElement().isEqualTo(entries.get(6));
    assertThat(eventLog.ends(List.of(id, UUID.randomUUID())))
        .containsExactly(Map.entry(id, new JobEventLog.End(8, true)));
    assertThat(eventLog.steps(id, 0, 0, 10)).containsExactly(logged(1), logged(2));
    assertThat(eventLog.steps(id, 1, 1, 10)).containsExactly(logged(2));
  }

  @Test
  void keyIsClaimedOnlyIfTheJobIsStored() {
    var mine = new IdempotencyKeys.Key("mine", "0".repeat(64));
    doThrow(new IllegalStateException("no queue")).doNothing().when(queue).put(any());
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> lifecycle.submit(Requests.DEFAULT, mine));
    assertThat(keys.find("mine")).isEmpty();

    UUID id = lifecycle.submit(Requests.DEFAULT, mine);

    assertThat(keys.find("mine")).hasValueSatisfying(use -> assertThat(use.job()).isEqualTo(id));
    assertThatExceptionOfType(DuplicateKeyException.class)
        .isThrownBy(() -> lifecycle.submit(Requests.DEFAULT, mine));
    clock.advance(Duration.ofDays(1));
    assertThat(keys.find("mine")).isEmpty();
    assertThat(lifecycle.submit(Requests.DEFAULT, mine)).isNotEqualTo(id);
  }

  private static StepLogged logged(int step) {
    return StepLogged.of(Trainings.step(step));
  }

  @Test
  void isBusyWhileAJobIsQueuedOrRunning() {
    assertThat(lifecycle.isBusy()).isFalse();
    UUID id = submit();
    assertThat(lifecycle.isBusy()).isTrue();
    JobAttempt attempt = start(id);
    assertThat(lifecycle.isBusy()).isTrue();
    attempts.fail(attempt, new JobFailure("data", "broken"));
    assertThat(lifecycle.isBusy()).isFalse();
  }

  @Test
  void restartQueuesRunningAndCancelsCancellingJobs() {
    UUID queued = lifecycle.submit(Requests.named("waiting", 3), null);
    UUID running = submit();
    start(running);
    UUID cancelling = submit();
    start(cancelling);
    lifecycle.cancel(cancelling);
    UUID ended = submit();
    lifecycle.cancel(ended);
    clearInvocations(queue);

    attempts.requeueOrphans();

    verify(queue).put(argThat(hasId(queued)));
    verify(queue).put(argThat(hasId(running)));
    verifyNoMoreInteractions(queue);
    assertThat(found(cancelling).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(found(running).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(found(running).attempt()).isEqualTo(1);
  }

  @Test
  void restartPausesPausingAndQueuesStoppingJobs() {
    UUID pausing = submit();
    start(pausing);
    lifecycle.pause(pausing);
    UUID stopping = submit();
    start(stopping);
    lifecycle.stop(stopping);
    clearInvocations(queue);

    attempts.requeueOrphans();

    assertThat(found(pausing).status()).isEqualTo(JobStatus.PAUSED);
    assertThat(found(stopping).status()).isEqualTo(JobStatus.STOPPING);
    verify(queue).put(argThat(hasId(stopping)));
    verifyNoMoreInteractions(queue);
  }

  @Test
  void oldQueueEntryOfAResumedJobIsIgnored() {
    UUID id = submit();
    lifecycle.pause(id);
    assertThat(attempts.requestedDevice(new QueueEntry(id, 0))).as("while paused").isEmpty();
    assertThat(attempts.start(new QueueEntry(id, 0), "cpu")).as("while paused").isEmpty();

    lifecycle.resume(id);

    verify(queue, times(2)).put(argThat(hasId(id)));
    assertThat(attempts.requestedDevice(new QueueEntry(id, 0))).isEmpty();
    assertThat(attempts.start(new QueueEntry(id, 0), "cpu")).isEmpty();
    assertThat(attempts.start(new QueueEntry(id, 1), "cpu")).isPresent();
  }

  @Test
  void pausingJobLeavesTheQueueWhenReleased() {
    JobAttempt attempt = start(submit());
    lifecycle.pause(attempt.job());

    assertThat(attempts.release(attempt)).isFalse();

    assertThat(found(attempt.job()).status()).isEqualTo(JobStatus.PAUSED);
    assertThat(finished()).isEmpty();
  }

  @Test
  void jobResumedBeforeItsReleaseStaysQueued() {
    JobAttempt attempt = start(submit());
    lifecycle.pause(attempt.job());
    lifecycle.resume(attempt.job());

    assertThat(attempts.release(attempt)).isTrue();

    assertThat(found(attempt.job()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(attempts.start(entry(attempt.job()), "cpu")).isPresent();
  }

  @Test
  void pausingJobIsPausedInsteadOfRestarted() {
    UUID id = submit();
    start(id);
    lifecycle.pause(id);

    assertThat(attempts.start(entry(id), "cpu")).isEmpty();

    assertThat(found(id).status()).isEqualTo(JobStatus.PAUSED);
  }

  @Test
  void newPriorityMovesTheJobInTheQueue() {
    UUID id = submit();

    lifecycle.prioritize(id, 9);

    assertThat(found(id).priority()).isEqualTo(9);
    verify(queue).move(argThat(hasId(id)));
  }

  private static ArgumentMatcher<Job> hasId(UUID id) {
    return job -> job.id().equals(id);
  }

  private QueueEntry entry(UUID id) {
    return QueueEntry.of(found(id));
  }

  private UUID submit() {
    return lifecycle.submit(Requests.DEFAULT, null);
  }

  private JobAttempt start(UUID id) {
    return attempts.start(entry(id), "cpu").orElseThrow();
  }

  private Job found(UUID id) {
    return jobs.findById(id).orElseThrow();
  }

  private List<JobFinished> finished() {
    return events.stream(JobFinished.class).toList();
  }

  private static void assertStale(ThrowingCallable write) {
    assertThatExceptionOfType(StaleAttemptException.class).isThrownBy(write);
  }
}
