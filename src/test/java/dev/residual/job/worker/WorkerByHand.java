package dev.residual.job.worker;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.residual.ManualQueueTest;
import dev.residual.cluster.DatabaseRetry;
import dev.residual.cluster.DeviceSlots;
import dev.residual.job.EpochResult;
import dev.residual.job.Job;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobRequest;
import dev.residual.job.Jobs;
import dev.residual.job.QueueEntry;
import dev.residual.job.QueueSettings;
import dev.residual.job.Trainings;
import dev.residual.job.worker.JobWorker.Outcome;
import dev.residual.model.ModelRegistry;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import dev.residual.training.EpochReport;
import dev.residual.training.Trainer;
import dev.residual.training.TrainingObserver;
import dev.residual.training.TrainingProgress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.FixedBackOff;
import tools.jackson.databind.json.JsonMapper;

/** A worker on a real database, with a mocked trainer, whose jobs the test runs. */
@ManualQueueTest
abstract class WorkerByHand {

  static final ComputeDevice CPU =
      new ComputeDevice("cpu", ComputeDevice.Kind.CPU, 1L << 34, 0, Map.of());
  static final TrainingProgress PROGRESS =
      new TrainingProgress(1, 2, 3, 10, 0.1, 640, 2, 0.5, 0.8, 0.99, 0.001);
  static final EpochReport EPOCH =
      new EpochReport(1, 0.4, 0.8, 0.99, "test", 0.3, 0.9, 0.99, 0.88, 0.89, 12);

  static final QueueSettings SETTINGS = new QueueSettings(1000, 3, Duration.ofSeconds(1));
  static final BackOff NO_DELAY = new FixedBackOff(0);

  @Autowired JobLifecycle lifecycle;
  @Autowired JobAttempts attempts;
  @Autowired Jobs jobs;
  @Autowired ModelRegistry registry;
  @Autowired TransactionTemplate transaction;
  @Autowired Clock clock;
  @Autowired JdbcClient jdbc;

  final Trainer trainer = mock(Trainer.class);
  DeviceSlots slots;
  JobWorker worker;
  UUID id;

  @BeforeEach
  void submit() {
    Devices devices = mock();
    when(devices.forTraining()).thenReturn(List.of(CPU));
    slots = new DeviceSlots(devices);
    worker = worker(attempts, NO_DELAY);
    id = lifecycle.submit(JobRequest.EMPTY, null);
  }

  JobWorker worker(JobAttempts attempts, BackOff backOff) {
    return new JobWorker(
        attempts, slots, trainer, new DatabaseRetry(backOff), SETTINGS, new JsonMapper(), clock);
  }

  void mockTraining(Consumer<TrainingObserver> training) {
    when(trainer.train(any(), any(), any(), any(), any(), any(), any()))
        .thenAnswer(
            call -> {
              training.accept(call.getArgument(6));
              return Trainings.saved(call.getArgument(4));
            });
  }

  Outcome run() {
    return worker.run(new QueueEntry(id, 0), () -> false);
  }

  Job job() {
    return jobs.findById(id).orElseThrow();
  }

  List<EpochResult> epochs() {
    return transaction.execute(status -> job().epochs());
  }
}
