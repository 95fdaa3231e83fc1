package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.Datasets;
import dev.residual.evaluation.Evaluation;
import dev.residual.evaluation.TrainingPredictions;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.Freeze;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactStore;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.GradMode;
import dev.residual.torch.Precision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Estimates how long a training takes, from a few real steps of it. */
@Component
public class TrainingEstimator {

  private static final Logger log = LoggerFactory.getLogger(TrainingEstimator.class);

  /** The share of the time that is spent on steps; the rest is for an evaluation and for saving. */
  private static final double STEP_SHARE = 0.7;

  private static final int EVALUATED = 256;

  /** As many as an evaluation takes at once. */
  private static final int WARM_UP = 64;

  private static final int CLASSIFIER_STEPS = 5;

  private static final TrainingRun.Keeper NO_CHECKPOINTS =
      new TrainingRun.Keeper() {
        @Override
        public void save(TrainingPosition position) {}

        @Override
        public void saveIfDue(TrainingPosition position) {}
      };

  private final Trainer trainer;
  private final Datasets datasets;
  private final Checkpoints checkpoints;
  private final ArtifactStore artifacts;
  private final Clock clock;

  TrainingEstimator(
      Trainer trainer,
      Datasets datasets,
      Checkpoints checkpoints,
      ArtifactStore artifacts,
      Clock clock) {
    this.artifacts = artifacts;
    this.trainer = trainer;
    this.datasets = datasets;
    this.checkpoints = checkpoints;
    this.clock = clock;
  }

  /**
   * Returns what a training takes, without its times. This trains nothing.
   *
   * @param recipe one that {@link Trainer#requireFeasible} accepts
   */
  public TrainingCost cost(Recipe recipe, @Nullable InitialModel initial) {
    return TrainingCost.of(
        recipe,
        FeasibilityCheck.footprint(recipe, datasets.requireReady(recipe.dataset()), initial));
  }

  /**
   * Trains a few steps on this thread, evaluates a few images, writes a checkpoint, and discards
   * all of it. Weights are random, because a step takes as long with any.
   *
   * @param recipe one that {@link Trainer#requireFeasible} accepts
   * @param device not used by a training meanwhile
   * @param budget how long it may take, unless it needs longer for one step
   * @throws OutOfDeviceMemoryException if the device has too little memory
   * @throws OutOfHeapException if the JVM has too little memory
   */
  public TrainingCost.Times measure(
      Recipe recipe, @Nullable InitialModel initial, ComputeDevice device, Duration budget) {
    return Trainer.explainingLackOfMemory(
        device, () -> measureNow(recipe, initial, device, budget));
  }

  private TrainingCost.Times measureNow(
      Recipe recipe, @Nullable InitialModel initial, ComputeDevice device, Duration budget) {
    Instant start = clock.instant();
    GradMode.off();
    device.setThreadCount();
    Recipe whole = Recipes.change(recipe).set("freeze", new Freeze(0)).toRecipe();
    Dataset dataset = datasets.load(recipe.dataset());
    TrainingData data = TrainingData.of(whole, dataset, initial);
    Precision precision = trainer.precision(recipe, device);
    int classes = dataset.labels().size();
    Shape input = data.tensors().shape(recipe.batchSize());
    String key = "jobs/" + UUID.randomUUID();
    try (NDManager manager = NDManager.newBaseManager(device.inDjl());
        TrainingState state =
            new TrainingState(
                whole,
                input,
                classes,
                data.classWeights(whole, classes),
                data.batches(whole),
                new ComputeMode(device, precision),
                manager)) {
      TrainingPredictions predictions = new TrainingPredictions(data.train().size());
      StepTimer timer =
          new StepTimer(clock, seconds(budget) * STEP_SHARE, data.batches(whole).count());
      var writer =
          new CheckpointWriter(
              checkpoints, key, state, predictions, precision, Duration.ofDays(1), clock);
      runSteps(
          new TrainingRun(
              whole,
              data,
              state,
              predictions,
              TrainingPosition.START,
              timer,
              NO_CHECKPOINTS,
              clock,
              manager));
      double forward = forward(data, state, manager);
      Instant beforeSave = clock.instant();
      writer.save(TrainingPosition.START);
      return new TrainingCost.Times(
          timer.secondsToStart(start),
          timer.secondsPerStep(),
          recipe.freeze().epochs() == 0 ? 0 : classifierStep(whole, data, state, manager),
          forward * recipe.batchSize(),
          seconds(Duration.between(beforeSave, clock.instant())));
    } finally {
      delete(key);
    }
  }

  private static void runSteps(TrainingRun run) {
    try {
      run.run();
    } catch (TrainingCancelledException e) {
      // The timer has seen enough.
    }
  }

  /** Returns the seconds of a forward pass of one image. */
  private double forward(TrainingData data, TrainingState state, NDManager manager) {
    int available = data.evaluation().size();
    evaluate(data, state, manager, Math.min(WARM_UP, available));
    Instant start = clock.instant();
    int images = Math.min(EVALUATED, available);
    evaluate(data, state, manager, images);
    return seconds(Duration.between(start, clock.instant())) / images;
  }

  private static void evaluate(
      TrainingData data, TrainingState state, NDManager manager, int images) {
    Evaluation.of(
        state::predict,
        data.evaluation().select(IntStream.range(0, images).toArray()),
        data.tensors(),
        manager,
        () -> {});
  }

  /** Returns the seconds of a step in which only the classifier learns. */
  private double classifierStep(
      Recipe recipe, TrainingData data, TrainingState state, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      int[] batch = data.batches(recipe).epoch(0).get(0).images();
      NDArray labels = ImageTensors.labels(scope, data.train(), batch);
      NDArray features = state.features(data.tensors().images(scope, data.train(), batch));
      features.attach(scope);
      Instant start = clock.instant();
      for (int i = 0; i < CLASSIFIER_STEPS; i++) {
        state.trainClassifierStep(features, labels, (logits, of) -> {});
      }
      return seconds(Duration.between(start, clock.instant())) / CLASSIFIER_STEPS;
    }
  }

  private void delete(String key) {
    try {
      artifacts.delete(key);
    } catch (ArtifactException e) {
      log.warn("The checkpoint of an estimate is left over: {}", e.getMessage());
    }
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
