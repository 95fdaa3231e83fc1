package dev.residual.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import ai.djl.ndarray.NDManager;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper.ManualSchedulerBuilder;
import dev.residual.ManualQueueTest;
import dev.residual.cluster.DatabaseRetry;
import dev.residual.cluster.DeviceSlots;
import dev.residual.cluster.DeviceUsers.Slot;
import dev.residual.cluster.NodeSettings;
import dev.residual.evaluation.EvaluationSummary;
import dev.residual.evaluation.ModelEvaluator;
import dev.residual.evaluation.NotFiniteException;
import dev.residual.evaluation.StoredEvaluation;
import dev.residual.evaluation.WilsonInterval;
import dev.residual.evaluation.run.EvaluationWorker.Outcome;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobClient;
import dev.residual.job.JobFailure;
import dev.residual.job.JobQueue;
import dev.residual.job.QueueCapacity;
import dev.residual.job.QueueEntry;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.Samples;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactNotWrittenException;
import dev.residual.storage.ArtifactStore;
import dev.residual.storage.StorageUnavailableException;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.util.backoff.FixedBackOff;
import tools.jackson.databind.json.JsonMapper;

/** Tests a worker on a real database, with an evaluator that computes nothing. */
@ManualQueueTest
class EvaluationWorkerTests {

  private static final ComputeDevice CPU =
      new ComputeDevice("cpu", ComputeDevice.Kind.CPU, 1L << 34, 0, Map.of());

  @Autowired private EvaluationLifecycle lifecycle;
  @Autowired private EvaluationAttempts attempts;
  @Autowired private EvaluationArtifacts cleanup;
  @Autowired private EvaluationRuns runs;
  @Autowired private EvaluatingDevices busy;
  @Autowired private QueueCapacity.OtherWork work;
  @Autowired private ArtifactStore artifacts;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  @Autowired private NodeSettings node;
  @Autowired private MockMvcTester http;
  @Autowired private JdbcClient jdbc;
  @Autowired private DataSource database;
  @Autowired private JobAttempts trainings;
  @Autowired private Clock clock;

  private final ModelEvaluator evaluator = mock();
  private DeviceSlots slots;
  private EvaluationWorker worker;
  private UUID model;
  private UUID id;

  @BeforeEach
  void submit() {
    jdbc.sql("delete from evaluation_run").update();
    Devices devices = mock();
    when(devices.forTraining()).thenReturn(List.of(CPU));
    slots = new DeviceSlots(devices);
    worker =
        new EvaluationWorker(
            attempts, slots, evaluator, cleanup, new DatabaseRetry(new FixedBackOff(0)), clock);
    model = saveModel();
    id = lifecycle.submit(model, "fashion-mnist-sample").id();
  }

  @Test
  void evaluationTellsHowFarItIsAndWhereItRuns() {
    mockEvaluation(
        progress -> {
          assertThat(run().status()).isEqualTo(EvaluationStatus.RUNNING);
          progress.accept(640);
          assertThat(run().done()).isEqualTo(640);
          assertThat(busy.users()).containsEntry(new Slot(node.nodeId(), "cpu"), id);
          assertThat(slots.jobOn(CPU)).contains(id);
        });

    assertThat(work.waiting()).isEqualTo(1);
    assertThat(runNext()).isEqualTo(Outcome.DONE);
    assertThat(run().status()).isEqualTo(EvaluationStatus.SUCCEEDED);
    assertThat(run().done()).isEqualTo(1000);
    assertThat(busy.users()).isEmpty();
    assertThat(slots.jobOn(CPU)).isEmpty();
    assertThat(work.waiting()).isZero();
  }

  @Test
  void evaluationOfALostWorkerIsRunAgain() {
    EvaluationAttempt lost = attempts.start(id, "cpu").orElseThrow();
    attempts.requeueOrphans();
    assertThat(run().status()).isEqualTo(EvaluationStatus.QUEUED);
    mockEvaluation(
        progress -> {
          assertThatExceptionOfType(StaleEvaluationException.class)
              .isThrownBy(() -> attempts.progress(lost, 5));
          assertThatExceptionOfType(StaleEvaluationException.class)
              .isThrownBy(() -> attempts.succeed(lost, stored(lost.key())));
        });

    assertThat(runNext()).isEqualTo(Outcome.DONE);
    assertThat(run().attempt()).isEqualTo(2);
    assertThat(run().result().key()).endsWith("/2");
  }

  @Test
  void evaluationThatKillsItsWorkersIsGivenUp() {
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(attempts.start(id, "cpu")).isPresent();
    }

    assertThat(runNext()).isEqualTo(Outcome.DONE);
    assertThat(run().failure().code()).isEqualTo("attempts-exhausted");
  }

  @Test
  void shutdownReleasesTheEvaluationWithoutCountingTheAttempt() {
    mockEvaluation(progress -> progress.accept(64));

    for (int i = 0; i < 5; i++) {
      assertThat(worker.run(id, () -> true)).isEqualTo(Outcome.RELEASED);
    }
    assertThat(run().status()).isEqualTo(EvaluationStatus.QUEUED);
    assertThat(runNext()).isEqualTo(Outcome.DONE);
    assertThat(run().status()).isEqualTo(EvaluationStatus.SUCCEEDED);
  }

  @Test
  void deletedEvaluationEndsAndLeavesNothing() {
    mockEvaluation(
        progress -> {
          String key = EvaluationArtifacts.folder(id) + "/1";
          artifacts.write(key, folder -> Files.writeString(folder.resolve("report"), "x"));
          assertThat(http.delete().uri("/models/{m}/evaluations/{e}", model, id))
              .hasStatus(HttpStatus.NO_CONTENT);
          progress.accept(640);
        });

    assertThat(runNext()).isEqualTo(Outcome.DONE);
    assertThat(runs.findById(id)).isEmpty();
    assertThat(artifacts.list(EvaluationArtifacts.folder(id))).isEmpty();
    assertThat(slots.jobOn(CPU)).isEmpty();
    assertThat(runNext()).isEqualTo(Outcome.DONE);
  }

  @Test
  void evaluationWaitsForABusyDevice() {
    slots.acquire("auto", UUID.randomUUID());

    assertThat(runNext()).isEqualTo(Outcome.DEVICE_BUSY);
    assertThat(run().status()).isEqualTo(EvaluationStatus.QUEUED);
    assertThat(run().attempt()).isZero();
  }

  @Test
  void reasonOfAFailureIsTold() {
    assertFails(mock(NotFiniteException.class, CALLS_REAL_METHODS), "not-finite");
    assertFails(mock(ArtifactException.class, CALLS_REAL_METHODS), "model-corrupt");
    assertFails(new IllegalStateException("a secret detail"), "internal");
    assertThat(run().failure().message()).doesNotContain("secret");
    assertThat(http.get().uri("/models/{m}/evaluations/{e}/report", model, id))
        .hasStatus(HttpStatus.CONFLICT)
        .bodyText()
        .contains("evaluation-not-ready", "FAILED");
  }

  private void assertFails(RuntimeException cause, String code) {
    id = lifecycle.submit(model, "fashion-mnist-sample").id();
    mockEvaluation(
        progress -> {
          throw cause;
        });
    assertThat(runNext()).isEqualTo(Outcome.DONE);
    assertThat(run().failure().code()).isEqualTo(code);
  }

  @Test
  void failureThatMayPassIsRetried() {
    ArtifactNotWrittenException full = mock(ArtifactNotWrittenException.class, CALLS_REAL_METHODS);
    mockEvaluation(
        progress -> {
          throw full;
        });
    assertThat(runNext()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(runNext()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(runNext()).isEqualTo(Outcome.DONE);
    assertThat(run().failure().code()).isEqualTo(JobFailure.STORAGE);
  }

  @Test
  void evaluationWaitsForStorageThatCannotBeRead() {
    StorageUnavailableException away = mock(StorageUnavailableException.class, CALLS_REAL_METHODS);
    mockEvaluation(
        progress -> {
          throw away;
        });
    for (int i = 0; i < 5; i++) {
      assertThat(runNext()).isEqualTo(Outcome.RETRY_LATER);
    }
    assertThat(run().status()).isEqualTo(EvaluationStatus.QUEUED);
  }

  @Test
  void modelIsKeptUntilTheEndAndTakesItsEvaluationsWithIt() {
    assertThat(http.delete().uri("/models/{id}", model))
        .hasStatus(HttpStatus.CONFLICT)
        .bodyText()
        .contains("model-in-use", "is used by evaluation " + id);
    mockEvaluation(
        progress ->
            artifacts.write(
                EvaluationArtifacts.folder(id) + "/1",
                folder -> Files.writeString(folder.resolve("report"), "x")));
    runNext();
    assertThat(artifacts.list(EvaluationArtifacts.folder(id))).containsExactly("1");

    assertThat(http.delete().uri("/models/{id}", model)).hasStatus(HttpStatus.NO_CONTENT);

    assertThat(runs.findById(id)).isEmpty();
    assertThat(artifacts.list(EvaluationArtifacts.folder(id))).isEmpty();
  }

  /** The queue is that of the service; only the test takes entries from it, one at a time. */
  @Test
  void evaluationsAndTrainingsTakeTurns() throws Exception {
    jdbc.sql("delete from scheduled_tasks").update();
    mockEvaluation(progress -> {});
    id = lifecycle.submit(model, "fashion-mnist-sample").id();
    lifecycle.submit(model, "fashion-mnist-sample");
    lifecycle.submit(model, "fashion-mnist-sample");
    lifecycle.submit(model, "fashion-mnist-sample");
    JobClient client = new JobClient(http, new JsonMapper());
    String low = client.submit(prioritized(-7));
    String cancelled = client.submit(prioritized(9));
    client.control(cancelled, "cancel");
    String first = client.submit(prioritized(3));
    String last = client.submit(prioritized(-8));
    List<String> order = new ArrayList<>();
    CustomTask<Void> evaluate =
        Tasks.custom(EvaluationQueue.TASK)
            .execute(
                (instance, context) -> {
                  worker.run(EvaluationQueue.id(instance.getId()), () -> false);
                  order.add("evaluation");
                  return new CompletionHandler.OnCompleteRemove<>();
                });
    CustomTask<Void> train =
        Tasks.custom(JobQueue.TASK)
            .execute(
                (instance, context) -> {
                  QueueEntry entry = QueueEntry.parse(instance.getId());
                  if (trainings.requestedDevice(entry).isPresent()) {
                    order.add("/jobs/" + trainings.start(entry, "cpu").orElseThrow().job());
                  }
                  return new CompletionHandler.OnCompleteRemove<>();
                });
    ManualSchedulerBuilder builder =
        TestHelper.createManualScheduler(
            new TransactionAwareDataSourceProxy(database), evaluate, train);
    builder.clock(new SettableClock()).threads(1).enablePriority();
    builder.pollUsingFetchAndLockOnExecute(0, 1);
    ManualScheduler scheduler = builder.build();

    while (jdbc.sql("select count(*) from scheduled_tasks").query(Long.class).single() > 0) {
      scheduler.runAnyDueExecutions();
    }

    assertThat(order)
        .containsExactly("evaluation", first, "evaluation", low, "evaluation", last, "evaluation");
  }

  private static String prioritized(int priority) {
    return JobClient.QUICK.replaceFirst("\\{", "{\"priority\": " + priority + ", ");
  }

  private EvaluationRun run() {
    return runs.findById(id).orElseThrow();
  }

  private Outcome runNext() {
    return worker.run(id, () -> false);
  }

  private void mockEvaluation(IntConsumerUser body) {
    doAnswer(
            call -> {
              body.run(call.getArgument(4));
              return stored(call.getArgument(3));
            })
        .when(evaluator)
        .evaluate(any(), any(), any(), any(), any());
  }

  /** What happens during an evaluation. */
  private interface IntConsumerUser {
    void run(IntConsumer progress);
  }

  private static StoredEvaluation stored(String key) {
    return new StoredEvaluation(
        key,
        List.of(),
        new EvaluationSummary("00ff", 1000, 0.5, new WilsonInterval(0.9, 0.88, 0.92), 1, 0.9, 0.9),
        "fp32");
  }

  private UUID saveModel() {
    ModelDescription known = Samples.description("fashion-mnist-sample", 0.9);
    ModelDescription garments =
        new ModelDescription(
            known.architecture(),
            known.preprocessing(),
            List.of(
                "T-shirt/top",
                "Trouser",
                "Pullover",
                "Dress",
                "Coat",
                "Sandal",
                "Shirt",
                "Sneaker",
                "Bag",
                "Ankle boot"),
            "fashion-mnist-sample",
            Map.of(),
            Map.of(),
            42,
            "cpu",
            "fp32",
            100L,
            Map.of(),
            known.test(),
            null,
            null);
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    try (NDManager manager = NDManager.newBaseManager()) {
      return registry.register(
          store.save(key, Samples.network(manager, 1), garments, null),
          null,
          PromotionPolicy.NEVER);
    }
  }
}
