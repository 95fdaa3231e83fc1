package dev.residual.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.AdditionalAnswers.returnsFirstArg;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.residual.access.Caller;
import dev.residual.access.KeyLimits;
import dev.residual.access.Limits;
import dev.residual.access.Role;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobLifecycleTest;
import dev.residual.job.JobQueries;
import dev.residual.job.JobQueue;
import dev.residual.job.JobStatus;
import dev.residual.job.JobSubmitter;
import dev.residual.job.JobView;
import dev.residual.job.Jobs;
import dev.residual.model.ModelCatalog;
import dev.residual.model.ModelRegistry;
import dev.residual.web.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Sweeps on a real database, with a worker that is run by hand and planted learning curves. */
@JobLifecycleTest
@ImportAutoConfiguration(ValidationAutoConfiguration.class)
@Import({
  JobQueries.class,
  SweepSubmitter.class,
  SweepCapacity.class,
  SweepLifecycle.class,
  SweepQueries.class,
  SweepRunner.class,
  TrialRequests.class,
  TrialJobs.class,
  Trials.class
})
@EnableConfigurationProperties(SweepSettings.class)
@MockitoBean(
    types = {WorkerRegistry.class, ModelCatalog.class, JobSubmitter.class, KeyLimits.class})
class SweepTests {

  private static final String ASHA =
      """
      {'strategy': 'random', 'maxTrials': %d, 'seed': %d, 'job': {'epochs': 9}, 'space':
       {'optimizer.learningRate': {'min': 0.0001, 'max': 1, 'scale': 'log'}},
       'maxConcurrentTrials': 1, 'earlyStopping': {'minEpochs': 1, 'reductionFactor': 3}}""";

  @Autowired private SweepSubmitter submitter;
  @Autowired private SweepLifecycle lifecycle;
  @Autowired private SweepQueries sweepQueries;
  @Autowired private SweepRunner runner;
  @Autowired private JobLifecycle jobLifecycle;
  @Autowired private JobSubmitter jobSubmitter;
  @Autowired private JobAttempts attempts;
  @Autowired private JobQueries jobQueries;
  @Autowired private JobQueue queue;
  @Autowired private Jobs jobs;
  @Autowired private ModelCatalog models;
  @Autowired private KeyLimits keys;
  @Autowired private ModelRegistry registry;
  @Autowired private TransactionTemplate transaction;
  @Autowired private JdbcClient jdbc;
  @Autowired private JsonMapper json;

  private PlantedTraining training;

  @BeforeEach
  void prepare() {
    for (String table : List.of("idempotency_key", "job", "sweep", "model_alias", "model")) {
      jdbc.sql("delete from " + table).update();
    }
    when(jobSubmitter.validate(any())).then(returnsFirstArg());
    training = new PlantedTraining(attempts, jobQueries, jobs, transaction);
    training.top1 = SweepTests::planted;
  }

  /** The best learning rate is 0.01; the further away, the worse, and nothing learns at once. */
  private static double planted(JobView job, int epoch) {
    double rate = job.request().training().optimizer().learningRate();
    return 0.9 - 0.1 * Math.abs(Math.log10(rate / 0.01)) - 0.4 * Math.pow(0.5, epoch);
  }

  private UUID submit(String request) {
    return submitter.submit(parsed(request), null).sweep();
  }

  private SweepRequest parsed(String request) {
    return json.readValue(request.replace('\'', '"'), SweepRequest.class);
  }

  private SweepView run(String request) {
    UUID id = submit(request);
    training.runAll(runner, id);
    return sweepQueries.sweep(id);
  }

  private static double bestRate(SweepView sweep) {
    return sweep.trials().stream()
        .mapToDouble(SweepTests::rate)
        .boxed()
        .min((a, b) -> Double.compare(distance(a), distance(b)))
        .orElseThrow();
  }

  private static double distance(double rate) {
    return Math.abs(Math.log10(rate / 0.01));
  }

  private static double rate(TrialView trial) {
    return ((Number) trial.parameters().get("optimizer.learningRate")).doubleValue();
  }

  private static long count(SweepView sweep, TrialStatus status) {
    return sweep.counts().getOrDefault(status, 0);
  }

  @Test
  void twelveTrialsFindThePlantedBestWithAtMostHalfOfTheEpochs() {
    for (int seed = 1; seed <= 4; seed++) {
      training.epochsTrained = 0;

      SweepView sweep = run(ASHA.formatted(12, seed));

      assertThat(sweep.status()).isEqualTo(SweepStatus.SUCCEEDED);
      assertThat(rate(sweep.best())).isEqualTo(bestRate(sweep));
      assertThat(sweep.best().epochs()).isEqualTo(9);
      assertThat(sweep.epochsOfAll()).isEqualTo(12 * 9);
      assertThat(training.epochsTrained)
          .isEqualTo((int) sweep.epochsDone())
          .isLessThanOrEqualTo(12 * 9 / 2);
    }
  }

  @Test
  void withoutEarlyStoppingEveryTrialIsTrainedToItsEnd() {
    SweepView sweep =
        run(
            """
            {'strategy': 'grid', 'job': {'epochs': 3, 'seed': 7}, 'objective': 'loss', 'space':
             {'optimizer.learningRate': {'min': 0.001, 'max': 0.1, 'scale': 'log', 'steps': 3},
              'batchSize': [16, 32]}}""");

    assertThat(count(sweep, TrialStatus.SUCCEEDED)).isEqualTo(6);
    assertThat(sweep.trials()).extracting(TrialView::epochs).containsOnly(3);
    assertThat(rate(sweep.best())).isEqualTo(0.01);
    assertThat(sweep.best().value()).isEqualTo(sweep.best().loss());
    assertThat(sweep.evalSplit()).isEqualTo("validation");
    assertThat(sweep.best().curve()).hasSize(3).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  /** Whoever dies at whatever point: the table in the end is the same. */
  @Test
  void trialsSurviveRestartsAtAnyPoint() {
    trialsSurviveRestarts(Integer.getInteger("sweep.trials", 40), 4);
  }

  void trialsSurviveRestarts(int trials, int leastDeaths) {
    String request = ASHA.formatted(trials, 5).replace("'epochs': 9", "'epochs': 3");
    SweepView undisturbed = run(request);
    jdbc.sql("delete from job").update();
    UUID id = submit(request);
    Random random = new Random(1);
    int deaths = 0;
    while (!sweepQueries.sweep(id).status().isFinal()) {
      // A node dies within a transaction, or a worker within a job.
      doThrow(new IllegalStateException("killed")).when(queue).put(any());
      boolean dies = random.nextInt(4) == 0 && isKilled(id);
      reset(queue);
      training.epochsToDeath = random.nextInt(4) == 0 ? random.nextInt(3) : -1;
      runner.run(id);
      training.runNext();
      attempts.requeueOrphans();
      deaths += dies ? 1 : 0;
    }

    SweepView survived = sweepQueries.sweep(id);
    assertThat(deaths).isGreaterThan(leastDeaths);
    assertThat(jobs.countByStatusIn(List.of(JobStatus.values()))).isEqualTo(trials);
    assertThat(survived.trials()).extracting(SweepTests::row).isEqualTo(rows(undisturbed));
    assertThat(rate(survived.best())).isEqualTo(bestRate(survived));
  }

  private boolean isKilled(UUID sweep) {
    try {
      runner.run(sweep);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static String row(TrialView trial) {
    return trial.number() + " " + trial.status() + " " + trial.epochs() + " " + trial.value();
  }

  private static List<String> rows(SweepView sweep) {
    return sweep.trials().stream().map(SweepTests::row).toList();
  }

  @Test
  void twoNodesSubmitNoTrialTwice() throws Exception {
    UUID id =
        submit(
            ASHA.formatted(40, 1).replace("'maxConcurrentTrials': 1", "'maxConcurrentTrials': 30"));
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService nodes = Executors.newFixedThreadPool(2);
    List<Future<?>> runs = new ArrayList<>();
    for (int node = 0; node < 2; node++) {
      runs.add(
          nodes.submit(
              () -> {
                start.await();
                runner.run(id);
                return null;
              }));
    }
    start.countDown();
    for (Future<?> run : runs) {
      run.get();
    }
    nodes.shutdown();

    assertThat(jobs.queued()).hasSize(30);
    assertThat(sweepQueries.sweep(id).trials())
        .filteredOn(trial -> trial.jobId() != null)
        .extracting(TrialView::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 30).boxed().toList());
  }

  @Test
  void trialIsPausedExactlyAtItsRung() {
    UUID id = submit(ASHA.formatted(3, 1));
    runner.run(id);

    training.runNext();

    assertThat(training.epochsTrained).isEqualTo(1);
    assertThat(sweepQueries.sweep(id).trials().get(0).jobStatus()).isEqualTo(JobStatus.PAUSED);
  }

  @Test
  void trialsThatDivergeAreTheWorst() {
    training.top1 = (job, epoch) -> rate(job) > 0.02 ? Double.NaN : planted(job, epoch);

    SweepView sweep = run(ASHA.formatted(12, 2));

    assertThat(sweep.status()).isEqualTo(SweepStatus.SUCCEEDED);
    assertThat(count(sweep, TrialStatus.FAILED)).isPositive();
    assertThat(sweep.trials())
        .filteredOn(trial -> trial.status() == TrialStatus.FAILED)
        .allSatisfy(trial -> assertThat(trial.failure().code()).isEqualTo("diverged"));
    assertThat(sweep.best().status()).isEqualTo(TrialStatus.SUCCEEDED);
  }

  private static double rate(JobView job) {
    return job.request().training().optimizer().learningRate();
  }

  @Test
  void sweepWithoutASuccessHasFailed() {
    training.top1 = (job, epoch) -> Double.NaN;

    SweepView sweep = run(ASHA.formatted(4, 2));

    assertThat(sweep.status()).isEqualTo(SweepStatus.FAILED);
    assertThat(sweep.best()).isNull();
  }

  @Test
  void modelsOfLosersAreDeletedAndTheBestIsPromotedOnlyIfAsked() {
    String request =
        """
        {'strategy': 'grid', 'job': {'epochs': 1}, 'space': {'optimizer.learningRate':
          [0.1, 0.01, 0.5]}, 'maxConcurrentTrials': 1 %s}""";
    SweepView quiet = run(request.formatted(""));
    assertThat(registry.hasDefault()).isFalse();
    verify(models, times(2)).delete(any());
    verify(models, never()).delete(quiet.best().modelId());
    assertThat(quiet.trials()).extracting(TrialView::modelId).filteredOn(m -> m != null).hasSize(1);

    SweepView promoted = run(request.formatted(", 'promote': 'always', 'keepModels': 'all'"));

    assertThat(registry.find("default").orElseThrow().id()).isEqualTo(promoted.best().modelId());
    assertThat(promoted.trials()).extracting(TrialView::modelId).doesNotContainNull();
    verify(models, times(2)).delete(any());
  }

  @Test
  void stoppedTrialsMakeModelsIfAllAreKept() {
    SweepView sweep =
        run(ASHA.formatted(6, 3).replace("{'strategy'", "{'keepModels': 'all', 'strategy'"));

    assertThat(sweep.status()).isEqualTo(SweepStatus.SUCCEEDED);
    assertThat(count(sweep, TrialStatus.PRUNED)).isPositive();
    assertThat(sweep.trials()).extracting(TrialView::modelId).doesNotContainNull();
  }

  @Test
  void stoppedSweepKeepsTheBestSoFar() {
    UUID id = submit(ASHA.formatted(12, 1));
    for (int i = 0; i < 3; i++) {
      runner.run(id);
      training.runNext();
    }
    lifecycle.stop(id);
    int before = training.epochsTrained;

    training.runAll(runner, id);

    SweepView sweep = sweepQueries.sweep(id);
    assertThat(sweep.status()).isEqualTo(SweepStatus.STOPPED);
    assertThat(sweep.best().status()).isEqualTo(TrialStatus.SUCCEEDED);
    assertThat(sweep.best().modelId()).isNotNull();
    assertThat(count(sweep, TrialStatus.CANCELLED) + count(sweep, TrialStatus.PRUNED))
        .isEqualTo(11);
    assertThat(training.epochsTrained).isEqualTo(before);
    assertThatExceptionOfType(Problem.class).isThrownBy(() -> lifecycle.stop(id));
  }

  @Test
  void sweepWithoutAResultIsStoppedAtOnce() {
    UUID id = submit(ASHA.formatted(12, 1));
    runner.run(id);
    lifecycle.stop(id);

    runner.run(id);

    assertThat(sweepQueries.sweep(id).status()).isEqualTo(SweepStatus.STOPPED);
    assertThat(jobs.queued()).isEmpty();
  }

  /** Paused trials count as unfinished jobs, so the limit is reached before any is promoted. */
  @Test
  void limitOfUnfinishedJobsSlowsASweepDownButDoesNotStopIt() {
    Caller owner = ownerOfAtMost(2);
    UUID id = owner.call(() -> submit(ASHA.formatted(7, 1)));

    training.runAll(runner, id);

    SweepView sweep = sweepQueries.sweep(id);
    assertThat(sweep.status()).isEqualTo(SweepStatus.SUCCEEDED);
    assertThat(sweep.owner()).isEqualTo(owner.id());
    assertThat(jobQueries.job(sweep.best().jobId()).owner()).isEqualTo(owner.id());
    assertThat(rate(sweep.best())).isEqualTo(bestRate(sweep));
  }

  @Test
  void limitThatIsChangedHoldsForARunningSweep() {
    Caller owner = ownerOfAtMost(2);
    UUID id = owner.call(() -> submit(ASHA.formatted(8, 1).replace("Trials': 1,", "Trials': 6,")));
    runner.run(id);
    assertThat(jobs.queued()).hasSize(2);

    when(keys.of(owner.id())).thenReturn(limits(4));
    runner.run(id);
    assertThat(jobs.queued()).hasSize(4);

    when(keys.of(owner.id())).thenReturn(limits(1));
    jobs.queued().stream().limit(3).forEach(jobLifecycle::cancel);
    runner.run(id);
    assertThat(jobs.queued()).hasSize(1);
  }

  @Test
  void keyHasNoMoreUnfinishedSweepsThanItMayHaveJobs() {
    Caller owner = ownerOfAtMost(2);
    UUID first = owner.call(() -> submit(ASHA.formatted(1, 1)));
    owner.call(() -> submit(ASHA.formatted(1, 1)));

    assertRefused(owner, "its limit unfinishedJobs");
    training.runAll(runner, first);
    owner.call(() -> submit(ASHA.formatted(1, 1)));
  }

  @Test
  void keyHasNoMoreThanAQuarterOfTheUnfinishedSweeps() {
    Caller owner = new Caller(UUID.randomUUID(), Role.TRAINER);
    for (int i = 0; i < 25; i++) {
      owner.call(() -> submit(ASHA.formatted(1, 1)));
    }

    assertRefused(owner, "residual.sweeps.max-unfinished");
    new Caller(UUID.randomUUID(), Role.TRAINER).call(() -> submit(ASHA.formatted(1, 1)));
    submit(ASHA.formatted(1, 1)); // where nobody is asked for a key
  }

  private void assertRefused(Caller owner, String reason) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> owner.call(() -> submit(ASHA.formatted(1, 1))))
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
              assertThat(problem.getBody().getProperties())
                  .containsEntry(Problem.CODE, "too-many-sweeps-of-key");
              assertThat(problem.getBody().getDetail()).contains(reason);
            });
  }

  private Caller ownerOfAtMost(int jobs) {
    Caller owner = new Caller(UUID.randomUUID(), Role.TRAINER, limits(jobs));
    when(keys.of(owner.id())).thenReturn(owner.limits());
    return owner;
  }

  private static Limits limits(int jobs) {
    return new Limits(null, null, null, jobs, null);
  }

  @Test
  void trialThatAClientCancelsIsLeftOut() {
    UUID id = submit(ASHA.formatted(6, 1));
    runner.run(id);
    jobLifecycle.cancel(sweepQueries.sweep(id).trials().get(0).jobId());
    jobLifecycle.delete(sweepQueries.sweep(id).trials().get(0).jobId());

    training.runAll(runner, id);

    SweepView sweep = sweepQueries.sweep(id);
    assertThat(sweep.status()).isEqualTo(SweepStatus.SUCCEEDED);
    assertThat(sweep.trials().get(0).status()).isEqualTo(TrialStatus.CANCELLED);
  }

  @Test
  void resultsOutliveTheJobs() {
    SweepView before = run(ASHA.formatted(4, 1));

    before.trials().forEach(trial -> jobLifecycle.delete(trial.jobId()));

    assertThat(sweepQueries.sweep(before.id()).trials())
        .extracting(TrialView::curve)
        .isEqualTo(before.trials().stream().map(TrialView::curve).toList());
  }

  @Test
  void sweepKeepsItsDataUntilItsLastTrialBegins(@Autowired TrialJobs users) {
    UUID id = submit(ASHA.formatted(2, 1));
    assertThat(users.userOf("fashion-mnist")).hasValue("sweep " + id);

    training.runAll(runner, id);

    assertThat(users.userOf("fashion-mnist")).isEmpty();
    lifecycle.delete(id);
    assertThat(sweepQueries.page(10, null).items()).isEmpty();
  }

  @Test
  void sameKeyIsTheSameSweep() {
    SweepRequest request = parsed(ASHA.formatted(2, 1));
    UUID id = submitter.submit(request, "mine").sweep();

    assertThat(submitter.submit(request, "mine")).isEqualTo(new SweepSubmitter.Accepted(id, true));
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> submitter.submit(parsed(ASHA.formatted(3, 1)), "mine"))
        .withMessageContaining("sweep " + id);
  }
}
