package dev.residual.job.maintenance;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobFailure;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobLifecycleTest;
import dev.residual.job.QueueEntry;
import dev.residual.job.Requests;
import dev.residual.training.Trainer;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

@JobLifecycleTest
@Import(CheckpointCleanup.class)
class CheckpointCleanupTests {

  @MockitoBean private Trainer trainer;
  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;

  private UUID id;
  private JobAttempt attempt;

  @BeforeEach
  void start() {
    id = lifecycle.submit(Requests.DEFAULT, null);
    attempt = attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
  }

  @Test
  void cancellingAReleasedJobDeletesItsCheckpoints() {
    attempts.release(attempt);
    verify(trainer, never()).deleteCheckpoints(any());

    lifecycle.cancel(id);

    verify(trainer).deleteCheckpoints("jobs/" + id);
  }

  @Test
  void failureDeletesCheckpoints() {
    attempts.fail(attempt, new JobFailure("diverged", "The loss became NaN"));

    verify(trainer).deleteCheckpoints("jobs/" + id);
  }

  @Test
  void storageFailureKeepsCheckpointsUntilDeletion() {
    attempts.fail(attempt, new JobFailure("storage", "No space left"));
    verify(trainer, never()).deleteCheckpoints(any());

    lifecycle.delete(id);

    verify(trainer).deleteCheckpoints("jobs/" + id);
  }

  @Test
  void restartDeletesTheCheckpointsOfACancellingJob() {
    lifecycle.cancel(id);
    verify(trainer, never()).deleteCheckpoints(any());

    attempts.requeueOrphans();

    verify(trainer, times(1)).deleteCheckpoints("jobs/" + id);
  }
}
