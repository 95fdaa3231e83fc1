package dev.residual.sweep;

import static org.mockito.AdditionalAnswers.returnsFirstArg;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import dev.residual.access.KeyLimits;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobLifecycleTest;
import dev.residual.job.JobQueries;
import dev.residual.job.JobSubmitter;
import dev.residual.job.JobView;
import dev.residual.job.Jobs;
import dev.residual.model.ModelCatalog;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Import;
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
abstract class PlantedSweeps {

  static final String ASHA =
      """
      {'strategy': 'random', 'maxTrials': %d, 'seed': %d, 'job': {'epochs': 9}, 'space':
       {'optimizer.learningRate': {'min': 0.0001, 'max': 1, 'scale': 'log'}},
       'maxConcurrentTrials': 1, 'earlyStopping': {'minEpochs': 1, 'reductionFactor': 3}}""";

  @Autowired SweepSubmitter submitter;
  @Autowired SweepLifecycle lifecycle;
  @Autowired SweepQueries sweepQueries;
  @Autowired SweepRunner runner;
  @Autowired JobLifecycle jobLifecycle;
  @Autowired private JobSubmitter jobSubmitter;
  @Autowired JobAttempts attempts;
  @Autowired JobQueries jobQueries;
  @Autowired Jobs jobs;
  @Autowired private TransactionTemplate transaction;
  @Autowired JdbcClient jdbc;
  @Autowired private JsonMapper json;

  PlantedTraining training;

  @BeforeEach
  void prepare() {
    for (String table : List.of("idempotency_key", "job", "sweep", "model_alias", "model")) {
      jdbc.sql("delete from " + table).update();
    }
    when(jobSubmitter.validate(any())).then(returnsFirstArg());
    training = new PlantedTraining(attempts, jobQueries, jobs, transaction);
    training.top1 = PlantedSweeps::planted;
  }

  /** The best learning rate is 0.01; the further away, the worse, and nothing learns at once. */
  static double planted(JobView job, int epoch) {
    double rate = job.request().training().optimizer().learningRate();
    return 0.9 - 0.1 * Math.abs(Math.log10(rate / 0.01)) - 0.4 * Math.pow(0.5, epoch);
  }

  UUID submit(String request) {
    return submitter.submit(parsed(request), null).sweep();
  }

  SweepRequest parsed(String request) {
    return json.readValue(request.replace('\'', '"'), SweepRequest.class);
  }

  SweepView run(String request) {
    UUID id = submit(request);
    training.runAll(runner, id);
    return sweepQueries.sweep(id);
  }

  static double bestRate(SweepView sweep) {
    return sweep.trials().stream()
        .mapToDouble(PlantedSweeps::rate)
        .boxed()
        .min((a, b) -> Double.compare(distance(a), distance(b)))
        .orElseThrow();
  }

  private static double distance(double rate) {
    return Math.abs(Math.log10(rate / 0.01));
  }

  static double rate(TrialView trial) {
    return ((Number) trial.parameters().get("optimizer.learningRate")).doubleValue();
  }

  static long count(SweepView sweep, TrialStatus status) {
    return sweep.counts().getOrDefault(status, 0);
  }
}
