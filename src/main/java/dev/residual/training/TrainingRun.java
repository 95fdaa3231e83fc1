package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.residual.dataset.Batches;
import dev.residual.dataset.PictureTensors;
import dev.residual.dataset.Pictures;
import dev.residual.nn.ResNet;
import dev.residual.torch.GradientTape;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One network as it learns: forward, loss, backward, update, batch by batch. Belongs to one thread.
 */
final class TrainingRun {

  /** Grey pictures. */
  static final int CHANNELS = 1;

  /** Bounds the memory of an evaluation, which keeps every layer's output of a batch. */
  private static final int EVALUATION_BATCH = 64;

  private final Recipe recipe;
  private final Material material;
  private final TrainingObserver observer;
  private final NDManager manager;
  private final ParameterStore store;
  private final ResNet network;
  private final Adam optimizer;
  private final Batches batches;
  private final Clock clock;
  private final Pace pace;
  private final StepLog log;
  private @Nullable Double loggedLoss;
  private @Nullable Score testScore;

  /**
   * @param manager owner of the network's and the optimizer's memory; its device is where they live
   */
  TrainingRun(
      Recipe recipe,
      Material material,
      int classes,
      TrainingObserver observer,
      Clock clock,
      NDManager manager) {
    this.recipe = recipe;
    this.material = material;
    this.observer = observer;
    this.clock = clock;
    this.manager = manager;
    store = new ParameterStore(manager, false);
    network = new ResNet(recipe.architecture(), classes);
    network.initialize(
        manager,
        new Shape(recipe.batchSize(), CHANNELS, recipe.imageSize(), recipe.imageSize()),
        recipe.seed());
    optimizer = new Adam(recipe.optimizer(), network.getParameters().values(), manager);
    batches = new Batches(material.train().size(), recipe.batchSize(), recipe.seed());
    double evaluationSteps = (double) material.evaluation().size() / recipe.batchSize();
    pace = new Pace(clock, recipe.epochs(), batches.count(), evaluationSteps);
    log = new StepLog(recipe.logEvery(), batches.count());
  }

  ResNet network() {
    return network;
  }

  /** Trains and evaluates epoch number {@code epoch}, counted from 1. */
  EpochReport epoch(int epoch) {
    pace.epochStarts();
    Score trained = Score.NONE;
    List<int[]> order = batches.epoch(epoch - 1);
    for (int step = 1; step <= order.size(); step++) {
      Score score = step(order.get(step - 1));
      score.requireFinite("epoch %d, step %d".formatted(epoch, step));
      trained = trained.plus(score);
      if (log.isDue(step)) {
        loggedLoss = score.loss();
        log.write(step, score.loss(), trained, pace.secondsPerStep(step));
      }
      observer.stepped(progress(epoch, step, trained));
      requireWanted();
    }

    Instant evaluationStart = clock.instant();
    Score evaluated = evaluate(material.evaluation());
    evaluated.requireFinite("the evaluation of epoch " + epoch);
    pace.evaluated(Duration.between(evaluationStart, clock.instant()));
    testScore = material.heldOut() == null ? evaluated : null;
    return report(epoch, trained, evaluated);
  }

  private Score step(int[] batch) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray pictures = PictureTensors.images(scope, material.train(), batch, recipe.imageSize());
      NDArray labels = PictureTensors.labels(scope, material.train(), batch);
      NDArray logits;
      NDArray loss;
      try (GradientTape tape = GradientTape.record()) {
        logits = network.forward(store, new NDList(pictures), true).singletonOrThrow();
        loss = Score.loss(logits, labels);
        tape.backward(loss);
      }
      optimizer.step();
      return Score.of(logits, labels, loss);
    }
  }

  /** How the network, as it is now, does on the test set. */
  Score test() {
    return testScore == null ? evaluate(material.test()) : testScore;
  }

  private Score evaluate(Pictures pictures) {
    Score score = Score.NONE;
    for (int from = 0; from < pictures.size(); from += EVALUATION_BATCH) {
      int to = Math.min(from + EVALUATION_BATCH, pictures.size());
      score = score.plus(evaluate(pictures, IntStream.range(from, to).toArray()));
      requireWanted();
    }
    return score;
  }

  private Score evaluate(Pictures pictures, int[] batch) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = PictureTensors.images(scope, pictures, batch, recipe.imageSize());
      NDArray labels = PictureTensors.labels(scope, pictures, batch);
      NDArray logits = network.forward(store, new NDList(images), false).singletonOrThrow();
      return Score.of(logits, labels, Score.loss(logits, labels));
    }
  }

  private void requireWanted() {
    if (!observer.wanted()) {
      throw new AbandonedException();
    }
  }

  private Progress progress(int epoch, int step, Score trained) {
    double secondsPerStep = pace.secondsPerStep(step);
    return new Progress(
        epoch,
        recipe.epochs(),
        step,
        batches.count(),
        secondsPerStep,
        trained.pictures() / (secondsPerStep * step),
        pace.secondsToGo(epoch, step),
        loggedLoss,
        trained.top1(),
        trained.top5(),
        optimizer.learningRate());
  }

  private EpochReport report(int epoch, Score trained, Score evaluated) {
    return new EpochReport(
        epoch,
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
