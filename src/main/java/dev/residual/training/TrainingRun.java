package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.LabeledImages;
import dev.residual.evaluation.ClassCounts;
import dev.residual.evaluation.DivergedException;
import dev.residual.evaluation.Evaluation;
import dev.residual.evaluation.FinalEvaluation;
import dev.residual.evaluation.Metrics;
import dev.residual.evaluation.TemperatureScaling;
import dev.residual.evaluation.TrainingPredictions;
import dev.residual.pipeline.Batch;
import dev.residual.pipeline.BatchSampler;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.Recipe;
import dev.residual.training.precomputed.FrozenFeatures;
import dev.residual.training.progress.EtaEstimator;
import dev.residual.training.progress.StepLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a training from a position to its end: it trains, evaluates, reports and saves checkpoints.
 * It must be used by one thread only.
 */
final class TrainingRun {

  private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);

  /** Saves checkpoints: a position together with the tensors of the training. */
  interface Keeper {

    /** Saves a checkpoint now. Is called when an epoch ended or the training is about to stop. */
    void save(TrainingPosition position);

    /** Saves a checkpoint if the last one is old enough. Is called before each step. */
    void saveIfDue(TrainingPosition position);
  }

  private final Recipe recipe;
  private final TrainingData data;
  private final TrainingState state;
  private final TrainingPredictions predictions;
  private final BatchSampler batches;
  private final TrainingObserver observer;
  private final Keeper keeper;
  private final NDManager manager;
  private final Clock clock;
  private final EtaEstimator eta;
  private final StepLog stepLog;
  private TrainingPosition position;
  private boolean concluding;

  /** The features of the training images; null unless only the classifier learns. */
  private @Nullable FrozenFeatures frozen;

  /**
   * The evaluation of the current weights; null if there is none since they changed or since a
   * restart.
   */
  private @Nullable Evaluation latest;

  /** The evaluation of the best weights; null if it was before a restart. */
  private @Nullable Evaluation best;

  /**
   * Creates a run.
   *
   * @param state the network and its optimizer, as they were at {@code from}
   * @param predictions those of the training images, as they were at {@code from}
   * @param manager owner of the batches' memory, on the device of the training
   */
  TrainingRun(
      Recipe recipe,
      TrainingData data,
      TrainingState state,
      TrainingPredictions predictions,
      TrainingPosition from,
      TrainingObserver observer,
      Keeper keeper,
      Clock clock,
      NDManager manager) {
    this.recipe = recipe;
    this.data = data;
    this.state = state;
    this.predictions = predictions;
    this.observer = observer;
    this.keeper = keeper;
    this.clock = clock;
    this.manager = manager;
    position = from;
    batches = data.batches(recipe);
    double evaluationSteps = (double) data.evaluation().size() / recipe.batchSize();
    eta =
        new EtaEstimator(
            clock, recipe.freeze().epochs(), recipe.epochs(), batches.count(), evaluationSteps);
    stepLog = new StepLog(recipe.logEvery(), batches.count());
  }

  /**
   * Trains until all epochs are done, early stopping applies, or the observer ends the training.
   *
   * @throws TrainingCancelledException if the observer abandons the training
   * @throws TrainingSuspendedException if the observer suspends the training, after a checkpoint
   * @throws DivergedException if a loss is not finite
   */
  void run() {
    position.reports().forEach(observer::epochEnded);
    try (BatchPrefetcher prefetcher = new BatchPrefetcher(data, recipe)) {
      while (position.epoch() <= recipe.epochs() && !mustStopEarly() && !concluding) {
        epoch(prefetcher);
      }
    } finally {
      thaw();
    }
    if (recipe.keepsBest() && position.bestEpoch() > 0) {
      state.restoreBest();
      log.info("Restored the weights of epoch {}, which is the best one", position.bestEpoch());
      latest = best;
    }
  }

  private boolean mustStopEarly() {
    // The classifier alone soon stops improving, long before the whole network has learned.
    int learning = position.epoch() - 1 - recipe.freeze().epochs();
    return recipe.earlyStopping() != null
        && Math.min(learning, position.epochsWithoutImprovement())
            >= recipe.earlyStopping().patience();
  }

  private void epoch(BatchPrefetcher prefetcher) {
    freeze();
    eta.epochStarts(position.step(), position.seconds());
    List<Batch> order = batches.epoch(position.epoch() - 1);
    while (position.step() < order.size()) {
      // This comes before any checkpoint, because a stale worker learns here that it lost the job.
      apply(observer.signal());
      if (concluding) {
        keeper.save(position);
        return;
      }
      keeper.saveIfDue(position);
      step(order, prefetcher);
    }

    Instant evaluationStart = clock.instant();
    Evaluation evaluation = evaluate(data.evaluation());
    evaluation.metrics().requireFinite("the evaluation of epoch " + position.epoch());
    eta.evaluated(Duration.between(evaluationStart, clock.instant()));
    latest = evaluation;

    EpochReport report = report(evaluation);
    position = position.ended(report, recipe.selectBy());
    if (recipe.keepsBest() && position.lastEpochIsBest()) {
      state.saveBest();
      best = evaluation;
    }
    keeper.save(position);
    log.info("epoch {}/{} - {}", report.epoch(), recipe.epochs(), report);
    observer.epochEnded(report);
  }

  private void step(List<Batch> order, BatchPrefetcher prefetcher) {
    double learningRate = state.learningRate();
    Metrics metrics = trainStep(order, prefetcher);
    latest = null;
    int step = position.step() + 1;
    metrics.requireFinite(String.format(Locale.ROOT, "epoch %d, step %d", position.epoch(), step));
    boolean logged = stepLog.isDue(step);
    position =
        position
            .stepped(
                metrics,
                state.steps(),
                logged ? Double.valueOf(metrics.loss()) : position.loggedLoss())
            .withSeconds(eta.secondsOfEpoch());
    TrainingProgress progress = progress(learningRate);
    observer.stepped(progress);
    if (logged) {
      stepLog.write(step, metrics.loss(), position.trained(), progress.secondsPerStep());
      observer.logged(progress);
    }
  }

  /** Computes the features of the training images, or discards them once the network learns. */
  private void freeze() {
    if (!recipe.isFrozen(position.epoch())) {
      thaw();
    } else if (frozen == null) {
      Instant start = clock.instant();
      log.info("Computing the features of {} images", data.train().size());
      frozen =
          FrozenFeatures.of(
                  state::features,
                  data.train(),
                  data.tensors(),
                  recipe.batchSize(),
                  manager,
                  this::isConcluding)
              .orElse(null);
      eta.featuresComputed(Duration.between(start, clock.instant()));
    }
  }

  private void thaw() {
    if (frozen != null) {
      frozen.close();
      frozen = null;
    }
  }

  private boolean isConcluding() {
    apply(observer.signal());
    return concluding;
  }

  private Metrics trainStep(List<Batch> order, BatchPrefetcher prefetcher) {
    Batch batch = order.get(position.step());
    try (NDManager scope = manager.newSubManager()) {
      NDArray labels = ImageTensors.labels(scope, data.train(), batch.images());
      BiConsumer<NDArray, NDArray> outputs =
          (logits, of) -> predictions.add(batch.images(), logits, of);
      if (frozen != null) {
        return state.trainClassifierStep(frozen.rows(scope, batch.images()), labels, outputs);
      }
      NDArray images = prefetcher.images(scope, order, position.step(), position.epoch());
      return state.trainStep(images, labels, outputs);
    }
  }

  /** Evaluates the network on the test set and calibrates it. */
  FinalEvaluation finalEvaluation() {
    Evaluation test = data.validation() == null ? evaluation() : evaluate(data.test());
    String fittedOn = data.validation() == null ? "test" : "held-out";
    return new FinalEvaluation(
        test,
        data.validation() == null ? null : evaluation(),
        TemperatureScaling.calibration(evaluation(), fittedOn, test));
  }

  /** Returns the evaluation of the network on the images that epochs are evaluated on. */
  private Evaluation evaluation() {
    if (latest == null) {
      latest = evaluate(data.evaluation());
    }
    return latest;
  }

  private Evaluation evaluate(LabeledImages images) {
    return Evaluation.of(
        state::predict, images, data.tensors(), manager, () -> apply(observer.signal()));
  }

  private void apply(TrainingSignal signal) {
    switch (signal) {
      case CONTINUE -> {}
      case CONCLUDE -> concluding = true;
      case ABANDON -> throw new TrainingCancelledException();
      case SUSPEND -> {
        keeper.save(position);
        throw new TrainingSuspendedException();
      }
    }
  }

  private TrainingProgress progress(double learningRate) {
    double secondsPerStep = eta.secondsPerStep(position.step());
    return new TrainingProgress(
        position.epoch(),
        recipe.epochs(),
        position.step(),
        batches.count(),
        secondsPerStep,
        recipe.batchSize() / secondsPerStep,
        eta.remainingSeconds(position.epoch(), position.step()),
        position.loggedLoss(),
        position.trained().top1(),
        position.trained().top5(),
        learningRate);
  }

  private EpochReport report(Evaluation evaluation) {
    Metrics trained = position.trained();
    Metrics evaluated = evaluation.metrics();
    ClassCounts classes = evaluation.classCounts();
    return new EpochReport(
        position.epoch(),
        trained.loss(),
        trained.top1(),
        trained.top5(),
        data.evaluationSplit(),
        evaluated.loss(),
        evaluated.top1(),
        evaluated.top5(),
        classes.macroF1(),
        classes.balancedAccuracy(),
        eta.secondsOfEpoch());
  }
}
