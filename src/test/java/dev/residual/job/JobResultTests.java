package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.job.JobEvent.StepLogged;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import dev.residual.model.StoredModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What an attempt leaves behind: a model or the reason of a failure, and the events on the way. */
abstract class JobResultTests extends StoredJobs {

  @Autowired private JobEventLog eventLog;
  @Autowired private ModelRegistry registry;

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
  void jobDoesNotEndBeforeItsStart() {
    JobAttempt attempt = start(submit());
    clock.advance(Duration.ofHours(-1));

    attempts.succeed(attempt, Trainings.saved(attempt.modelKey()));

    Job job = found(attempt.job());
    assertThat(job.finishedAt()).isEqualTo(job.startedAt());
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

  private static StepLogged logged(int step) {
    return StepLogged.of(Trainings.step(step));
  }
}
