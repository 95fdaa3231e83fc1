package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.residual.ManualQueueTest;
import dev.residual.cluster.DatabaseRetry;
import dev.residual.cluster.DeviceSlots;
import dev.residual.dataset.DatasetNotReadyException;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.job.EpochResult;
import dev.residual.job.Job;
import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobFailure;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobQueries;
import dev.residual.job.JobRequest;
import dev.residual.job.JobStatus;
import dev.residual.job.Jobs;
import dev.residual.job.QueueEntry;
import dev.residual.job.QueueSettings;
import dev.residual.job.StaleAttemptException;
import dev.residual.job.worker.JobWorker.Outcome;
import dev.residual.model.Manifest;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.StoredModel;
import dev.residual.model.TestResult;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.recipe.Recipes;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.StorageUnavailableException;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import dev.residual.torch.Precision;
import dev.residual.training.CorruptCheckpointsException;
import dev.residual.training.EpochReport;
import dev.residual.training.OutOfHeapException;
import dev.residual.training.Trainer;
import dev.residual.training.TrainingCancelledException;
import dev.residual.training.TrainingObserver;
import dev.residual.training.TrainingProgress;
import dev.residual.training.TrainingSignal;
import dev.residual.training.TrainingSuspendedException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.FixedBackOff;
import tools.jackson.databind.json.JsonMapper;

/** Tests a worker on a real database, with a mocked trainer. */
@ManualQueueTest
class JobWorkerTests {

  private static final ComputeDevice CPU =
      new ComputeDevice("cpu", ComputeDevice.Kind.CPU, 1L << 34, 0, Map.of());
  private static final TrainingProgress PROGRESS =
      new TrainingProgress(1, 2, 3, 10, 0.1, 640, 2, 0.5, 0.8, 0.99, 0.001);
  private static final EpochReport EPOCH =
      new EpochReport(1, 0.4, 0.8, 0.99, "test", 0.3, 0.9, 0.99, 0.88, 0.89, 12);

  private static final QueueSettings SETTINGS = new QueueSettings(1000, 3, Duration.ofSeconds(1));
  private static final BackOff NO_DELAY = new FixedBackOff(0);

  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;
  @Autowired private Jobs jobs;
  @Autowired private JobQueries queries;
  @Autowired private ModelRegistry registry;
  @Autowired private TransactionTemplate transaction;
  @Autowired private Clock clock;

  private final Trainer trainer = mock(Trainer.class);
  private DeviceSlots slots;
  private JobWorker worker;
  private UUID id;

  @BeforeEach
  void submit() {
    Devices devices = mock();
    when(devices.forTraining()).thenReturn(List.of(CPU));
    slots = new DeviceSlots(devices);
    worker = worker(attempts, NO_DELAY);
    id = lifecycle.submit(JobRequest.EMPTY, null);
  }

  @Test
  void completedTrainingSucceedsWithAModel() {
    mockTraining(
        observer -> {
          observer.stepped(PROGRESS);
          assertThat(observer.signal()).isEqualTo(TrainingSignal.CONTINUE);
          observer.epochEnded(EPOCH);
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job().progress()).isEqualTo(PROGRESS);
    assertThat(epochs()).containsExactly(EpochResult.of(EPOCH));
    assertThat(registry.find(String.valueOf(job().modelId()))).isPresent();
  }

  @Test
  void failureStoresItsCodeAndFreesTheDevice() {
    mockTraining(
        observer -> {
          throw new DatasetNotReadyException("the files are missing");
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().failure()).isEqualTo(new JobFailure("data", "the files are missing"));
    assertThat(slots.jobOn(CPU)).isEmpty();
  }

  @Test
  void corruptCheckpointsFailTheJob() {
    mockTraining(
        observer -> {
          throw new CorruptCheckpointsException("jobs/7", List.of("torn"));
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().failure().code()).isEqualTo("corrupt-checkpoints");
  }

  @Test
  void storageFailureIsRetriedUntilTheLastAttempt() {
    ArtifactException full = mock(ArtifactException.class, CALLS_REAL_METHODS);
    when(full.getMessage()).thenReturn("No space left on device");
    mockTraining(
        observer -> {
          throw full;
        });

    assertThat(run()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(job().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job().attempt()).isEqualTo(1);
    assertThat(slots.jobOn(CPU)).isEmpty();

    assertThat(run()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().failure()).isEqualTo(new JobFailure("storage", "No space left on device"));
  }

  @Test
  void heapThatOthersHaveFilledIsRetriedUntilTheLastAttempt() {
    OutOfHeapException full = mock(OutOfHeapException.class, CALLS_REAL_METHODS);
    when(full.getMessage()).thenReturn("The JVM has too little memory");
    mockTraining(
        observer -> {
          throw full;
        });

    assertThat(run()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(job().status()).isEqualTo(JobStatus.QUEUED);

    assertThat(run()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().failure())
        .isEqualTo(new JobFailure("out-of-memory", "The JVM has too little memory"));
  }

  @Test
  void jobWaitsForStorageThatCannotBeRead() {
    StorageUnavailableException away = mock(StorageUnavailableException.class, CALLS_REAL_METHODS);
    when(away.getMessage()).thenReturn("Stale file handle");
    mockTraining(
        observer -> {
          throw away;
        });

    for (int i = 0; i < 5; i++) {
      assertThat(run()).isEqualTo(Outcome.RETRY_LATER);
    }

    assertThat(job().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job().attempt()).isZero();
    assertThat(queries.job(job().id()).waitingFor())
        .isEqualTo("the artifact store: Stale file handle");
  }

  @Test
  void precisionIsStored() {
    mockTraining(observer -> observer.started(Precision.BF16, 0));

    run();

    assertThat(job().precision()).isEqualTo("bf16");
  }

  @Test
  void unexpectedErrorFailsTheJobWithoutDetails() {
    mockTraining(
        observer -> {
          throw new IllegalStateException("a secret detail");
        });

    run();

    assertThat(job().status()).isEqualTo(JobStatus.FAILED);
    assertThat(job().failure().code()).isEqualTo("internal");
    assertThat(job().failure().message()).doesNotContain("secret");
  }

  @Test
  void cancelledJobIsNotStartedAgain() {
    mockTraining(
        observer -> {
          lifecycle.cancel(id);
          observer.stepped(PROGRESS);
          assertThat(observer.signal()).isEqualTo(TrainingSignal.ABANDON);
          throw mock(TrainingCancelledException.class);
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().attempt()).isEqualTo(1);
  }

  @Test
  void jobCancelledWhileItsModelIsSavedHasNoModel() {
    mockTraining(observer -> lifecycle.cancel(id));

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job().modelId()).isNull();
    verify(trainer).discard(any());
  }

  @Test
  void shutdownReleasesTheJobWithoutCountingTheAttempt() {
    mockTraining(
        observer -> {
          assertThat(observer.signal()).isEqualTo(TrainingSignal.SUSPEND);
          throw mock(TrainingSuspendedException.class);
        });

    assertThat(worker.run(new QueueEntry(id, 0), () -> true)).isEqualTo(Outcome.RELEASED);
    assertThat(job().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job().attempt()).isZero();
    assertThat(job().device()).isNull();
  }

  @Test
  void pausedJobFreesItsDeviceAndLeavesTheQueue() {
    mockTraining(
        observer -> {
          lifecycle.pause(id);
          observer.stepped(PROGRESS);
          assertThat(observer.signal()).isEqualTo(TrainingSignal.SUSPEND);
          throw mock(TrainingSuspendedException.class);
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.PAUSED);
    assertThat(job().progress()).isEqualTo(PROGRESS);
    assertThat(slots.jobOn(CPU)).isEmpty();
  }

  @Test
  void stoppedJobHasAModel() {
    mockTraining(
        observer -> {
          lifecycle.stop(id);
          observer.stepped(PROGRESS);
          assertThat(observer.signal()).isEqualTo(TrainingSignal.CONCLUDE);
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job().modelId()).isNotNull();
  }

  @Test
  void jobWaitsForABusyDevice() {
    slots.acquire("auto", UUID.randomUUID());

    assertThat(run()).isEqualTo(Outcome.DEVICE_BUSY);
    assertThat(job().status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void databaseOutageIsLeftToTheScheduler() {
    mockTraining(
        observer -> {
          throw new DataAccessResourceFailureException("unreachable");
        });

    assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(this::run);
    assertThat(job().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(slots.jobOn(CPU)).isEmpty();
  }

  @Test
  void resultIsStoredAfterAnOutage() {
    var outage = new DataAccessResourceFailureException("unreachable");
    JobAttempts unreliable = mock(JobAttempts.class, delegatesTo(attempts));
    doThrow(outage)
        .doThrow(outage)
        .doAnswer(delegatesTo(attempts))
        .when(unreliable)
        .succeed(any(), any());
    AtomicInteger delays = new AtomicInteger();
    worker = worker(unreliable, countingBackOff(delays));
    mockTraining(observer -> {});

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(delays).hasValue(2);
    assertThat(job().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job().attempt()).isEqualTo(1);
  }

  @Test
  void resultIsStoredOnceIfTheResponseIsLost() {
    JobAttempts unreliable = mock(JobAttempts.class, delegatesTo(attempts));
    doAnswer(
            call -> {
              attempts.succeed(call.getArgument(0), call.getArgument(1));
              throw new DataAccessResourceFailureException("unreachable");
            })
        .doAnswer(delegatesTo(attempts))
        .when(unreliable)
        .succeed(any(), any());
    worker = worker(unreliable, NO_DELAY);
    mockTraining(observer -> {});

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(registry.find(String.valueOf(job().modelId()))).isPresent();
    verify(trainer, never()).discard(any());
  }

  @Test
  void shutdownDoesNotWaitForTheDatabase() {
    JobAttempts unreliable = mock(JobAttempts.class, delegatesTo(attempts));
    doThrow(new DataAccessResourceFailureException("unreachable"))
        .when(unreliable)
        .succeed(any(), any());
    worker = worker(unreliable, NO_DELAY);
    mockTraining(observer -> {});

    assertThatExceptionOfType(DataAccessResourceFailureException.class)
        .isThrownBy(() -> worker.run(new QueueEntry(id, 0), () -> true));
    assertThat(job().status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void staleAttemptCannotWrite() {
    JobAttempt stale = attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
    JobAttempt current = attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
    attempts.report(current, PROGRESS, List.of());

    for (Consumer<JobAttempt> write :
        List.<Consumer<JobAttempt>>of(
            attempt -> attempts.report(attempt, PROGRESS, List.of()),
            attempt -> attempts.report(attempt, EPOCH),
            attempt -> attempts.succeed(attempt, saved(attempt.modelKey())),
            attempt -> attempts.fail(attempt, new JobFailure("data", "")),
            attempts::cancelled,
            attempts::release)) {
      assertThatExceptionOfType(StaleAttemptException.class).isThrownBy(() -> write.accept(stale));
    }

    assertThat(job().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(job().attempt()).isEqualTo(2);
    assertThat(epochs()).isEmpty();
  }

  @Test
  void resultOfAStaleAttemptIsDiscarded() {
    mockTraining(observer -> attempts.start(new QueueEntry(id, 0), "cpu"));

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(job().modelId()).isNull();
  }

  @Test
  void jobFailsAfterItsLastAttempt() {
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(attempts.start(new QueueEntry(id, 0), "cpu")).isPresent();
    }

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().failure().code()).isEqualTo("attempts-exhausted");
  }

  @Test
  void restartQueuesRunningAndCancelsCancellingJobs() {
    attempts.start(new QueueEntry(id, 0), "cpu");
    UUID cancelling = lifecycle.submit(JobRequest.EMPTY, null);
    attempts.start(new QueueEntry(cancelling, 0), "cpu");
    lifecycle.cancel(cancelling);

    attempts.requeueOrphans();

    assertThat(jobs.findById(cancelling).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
    mockTraining(observer -> {});
    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job().attempt()).isEqualTo(2);
  }

  private JobWorker worker(JobAttempts attempts, BackOff backOff) {
    return new JobWorker(
        attempts, slots, trainer, new DatabaseRetry(backOff), SETTINGS, new JsonMapper(), clock);
  }

  private static BackOff countingBackOff(AtomicInteger delays) {
    return () ->
        () -> {
          delays.incrementAndGet();
          return 0;
        };
  }

  private void mockTraining(Consumer<TrainingObserver> training) {
    when(trainer.train(any(), any(), any(), any(), any(), any(), any()))
        .thenAnswer(
            call -> {
              training.accept(call.getArgument(6));
              return saved(call.getArgument(4));
            });
  }

  private Outcome run() {
    return worker.run(new QueueEntry(id, 0), () -> false);
  }

  private Job job() {
    return jobs.findById(id).orElseThrow();
  }

  private List<EpochResult> epochs() {
    return transaction.execute(status -> job().epochs());
  }

  private static StoredModel saved(String key) {
    ModelDescription description =
        new ModelDescription(
            Recipes.ARTICLE.architecture().toArchitecture(),
            Preprocessing.exact(ImageFormat.gray(28, 28), 28, Normalization.article(1), null),
            List.of("a", "b"),
            "fashion-mnist",
            Map.of(),
            Map.of(),
            42,
            "cpu",
            "fp32",
            100L,
            Map.of(),
            new TestResult("test", 10, 0.5, 0.9, 0.99, null, null),
            null,
            null);
    return new StoredModel(
        key, new Manifest(1, description, new Manifest.Weights("w", 1, 4, "digest"), null));
  }
}
