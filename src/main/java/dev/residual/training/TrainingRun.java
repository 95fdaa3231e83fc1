package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.LabeledImages;
import dev.residual.evaluation.DivergedException;
import dev.residual.evaluation.Evaluation;
import dev.residual.evaluation.FinalEvaluation;
import dev.residual.evaluation.Metrics;
import dev.residual.evaluation.TemperatureScaling;
import dev.residual.pipeline.BatchSampler;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.Recipe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training from where it is to its end: epoch by epoch, batch by batch, evaluated, reported and
 * kept safe. Belongs to one thread.
 */
final class TrainingRun {

  private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);

  /** Keeps a position, and with it the learner's state. */
  interface Keeper {

    /** An epoch ended, or the training leaves off. */
    void keep(TrainingPosition position);

    /** A step was made; kept if the last time is long ago. */
    void offer(TrainingPosition position);
  }

  private final Recipe recipe;
  private final TrainingData material;
  private final Learner learner;
  private final BatchSampler batches;
  private final TrainingObserver observer;
  private final Keeper keeper;
  private final NDManager manager;
  private final Clock clock;
  private final EtaEstimator pace;
  private final StepLog stepLog;
  private TrainingPosition position;
  private boolean concluding;

  /** Of the network as it is; null when it has changed since, or was evaluated before a restart. */
  private @Nullable Evaluation latest;

  /** Of the network as it was remembered; null when that was evaluated before a restart. */
  private @Nullable Evaluation best;

  /**
   * @param learner in the state that it had at {@code from}
   * @param manager owner of the batches' memory; its device is the learner's
   */
  TrainingRun(
      Recipe recipe,
      TrainingData material,
      Learner learner,
      TrainingPosition from,
      TrainingObserver observer,
      Keeper keeper,
      Clock clock,
      NDManager manager) {
    this.recipe = recipe;
    this.material = material;
    this.learner = learner;
    this.observer = observer;
    this.keeper = keeper;
    this.clock = clock;
    this.manager = manager;
    position = from;
    batches = material.batches(recipe);
    double evaluationSteps = (double) material.evaluation().size() / recipe.batchSize();
    pace = new EtaEstimator(clock, recipe.epochs(), batches.count(), evaluationSteps);
    stepLog = new StepLog(recipe.logEvery(), batches.count());
  }

  /**
   * Trains until all epochs are done, none gets better any more, or the observer wishes an end.
   *
   * @throws TrainingCancelledException when the observer wishes so
   * @throws TrainingSuspendedException when the observer wishes so; the position is then kept
   * @throws DivergedException when a loss is not finite
   */
  void run() {
    position.reports().forEach(observer::epochEnded);
    while (position.epoch() <= recipe.epochs() && !hasStalled() && !concluding) {
      epoch();
    }
    if (recipe.earlyStopping() != null && position.bestEpoch() > 0) {
      learner.restoreBest();
      log.info("The weights are those of epoch {}, the best one", position.bestEpoch());
      latest = best;
    }
  }

  private boolean hasStalled() {
    return recipe.earlyStopping() != null
        && position.epochsWithoutProgress() >= recipe.earlyStopping().patience();
  }

  private void epoch() {
    pace.epochStarts(position.step(), position.seconds());
    List<int[]> order = batches.epoch(position.epoch() - 1);
    while (position.step() < order.size()) {
      // Before anything is kept: a worker that was dead for a while learns here that it is.
      apply(observer.wish());
      if (concluding) {
        keeper.keep(position);
        return;
      }
      keeper.offer(position);
      step(order.get(position.step()));
    }

    Instant evaluationStart = clock.instant();
    Evaluation evaluation = evaluate(material.evaluation());
    evaluation.metrics().requireFinite("the evaluation of epoch " + position.epoch());
    pace.evaluated(Duration.between(evaluationStart, clock.instant()));
    latest = evaluation;

    EpochReport report = report(evaluation.metrics());
    position = position.ended(report);
    if (recipe.earlyStopping() != null && position.justGotBetter()) {
      learner.saveBest();
      best = evaluation;
    }
    keeper.keep(position);
    log.info("epoch {}/{} - {}", report.epoch(), recipe.epochs(), report);
    observer.epochEnded(report);
  }

  private void step(int[] batch) {
    double learningRate = learner.learningRate();
    Metrics score = learn(batch);
    latest = null;
    int step = position.step() + 1;
    score.requireFinite("epoch %d, step %d".formatted(position.epoch(), step));
    boolean logged = stepLog.isDue(step);
    position =
        position
            .stepped(
                score,
                learner.steps(),
                logged ? Double.valueOf(score.loss()) : position.loggedLoss())
            .spent(pace.secondsOfEpoch());
    TrainingProgress progress = progress(learningRate);
    observer.stepped(progress);
    if (logged) {
      stepLog.write(step, score.loss(), position.trained(), progress.secondsPerStep());
      observer.logged(progress);
    }
  }

  private Metrics learn(int[] batch) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = material.trainingBatch(scope, recipe, batch, position.epoch());
      NDArray labels = ImageTensors.labels(scope, material.train(), batch);
      return learner.learn(images, labels);
    }
  }

  /** How the network that is to be kept does on the test set, and how sure it may be. */
  FinalEvaluation verdict() {
    Evaluation test = material.heldOut() == null ? evaluation() : evaluate(material.test());
    String fittedOn = material.heldOut() == null ? "test" : "held-out";
    return new FinalEvaluation(
        test.metrics().asTestResult(),
        TemperatureScaling.calibration(evaluation(), fittedOn, test));
  }

  /** Of the network that is to be kept, on what each epoch is evaluated on. */
  private Evaluation evaluation() {
    if (latest == null) {
      latest = evaluate(material.evaluation());
    }
    return latest;
  }

  private Evaluation evaluate(LabeledImages images) {
    return Evaluation.of(
        learner::test, images, material.tensors(), manager, () -> apply(observer.wish()));
  }

  private void apply(TrainingSignal wish) {
    switch (wish) {
      case CONTINUE -> {}
      case CONCLUDE -> concluding = true;
      case ABANDON -> throw new TrainingCancelledException();
      case SUSPEND -> {
        keeper.keep(position);
        throw new TrainingSuspendedException();
      }
    }
  }

  private TrainingProgress progress(double learningRate) {
    double secondsPerStep = pace.secondsPerStep(position.step());
    return new TrainingProgress(
        position.epoch(),
        recipe.epochs(),
        position.step(),
        batches.count(),
        secondsPerStep,
        recipe.batchSize() / secondsPerStep,
        pace.secondsToGo(position.epoch(), position.step()),
        position.loggedLoss(),
        position.trained().top1(),
        position.trained().top5(),
        learningRate);
  }

  private EpochReport report(Metrics evaluated) {
    Metrics trained = position.trained();
    return new EpochReport(
        position.epoch(),
        trained.loss(),
        trained.top1(),
        trained.top5(),
        material.evaluationSplit(),
        evaluated.loss(),
        evaluated.top1(),
        evaluated.top5(),
        pace.secondsOfEpoch());
  }
}
