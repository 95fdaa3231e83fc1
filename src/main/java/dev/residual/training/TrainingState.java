package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.residual.evaluation.Metrics;
import dev.residual.nn.ResNet;
import dev.residual.pipeline.BatchSampler;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeMode;
import dev.residual.training.network.TrainableNetwork;
import dev.residual.training.optimizer.LearningRateSchedule;
import dev.residual.training.optimizer.Optimizer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A network in training, with its optimizer, the moving average of its weights, and a copy of the
 * best weights so far. It must be used by one thread only.
 */
final class TrainingState implements AutoCloseable {

  private static final NDIndex ALL = new NDIndex("...");
  private static final String OPTIMIZER = "optimizer.";
  private static final String BEST = "best.";

  private final Recipe recipe;
  private final TrainableNetwork network;
  private final Optimizer optimizer;
  private final @Nullable NDArray classWeights;
  private final Map<String, NDArray> best = new LinkedHashMap<>();

  /**
   * Creates a network with fresh weights.
   *
   * @param input shape of a batch of images, (n, channels, size, size)
   * @param classWeights weight of each class in the loss; null if all count the same
   * @param batches the batches of an epoch
   * @param manager owner of all its memory, on the device of the training
   */
  TrainingState(
      Recipe recipe,
      Shape input,
      int classes,
      float @Nullable [] classWeights,
      BatchSampler batches,
      ComputeMode mode,
      NDManager manager) {
    this.recipe = recipe;
    this.classWeights = classWeights == null ? null : manager.create(classWeights);
    network = TrainableNetwork.of(recipe, input, batches.sizes(), classes, mode, manager);
    LearningRateSchedule schedule = LearningRateSchedule.of(recipe, batches.count());
    optimizer = new Optimizer(recipe, schedule, network.parameters(), network.mode(), manager);
  }

  /**
   * Sets the weights from which the training starts. Those that are not given stay random.
   *
   * @param initial weights by their torchvision names; the caller still owns them
   */
  void start(Map<String, NDArray> initial) {
    network
        .arrays()
        .forEach(
            (name, array) -> {
              NDArray tensor = initial.get(name.substring(name.indexOf('.') + 1));
              if (tensor != null) {
                array.set(ALL, tensor);
              }
            });
    network.written();
  }

  /**
   * Trains for one step.
   *
   * @param images fp32 (n, channels, size, size)
   * @param outputs is called with the logits and labels of the batch
   * @return the metrics of the batch before the step
   */
  Metrics trainStep(NDArray images, NDArray labels, BiConsumer<NDArray, NDArray> outputs) {
    return step(loss -> network.computeGradients(images, loss), labels, outputs);
  }

  /** Trains for one step, of which nobody needs the outputs. */
  Metrics trainStep(NDArray images, NDArray labels) {
    return trainStep(images, labels, (logits, of) -> {});
  }

  /**
   * Trains the classifier for one step.
   *
   * @param features those of a batch of images, as {@link #features} returns them
   * @param outputs is called with the logits and labels of the batch
   * @return the metrics of the batch before the step
   */
  Metrics trainClassifierStep(
      NDArray features, NDArray labels, BiConsumer<NDArray, NDArray> outputs) {
    return step(loss -> network.computeClassifierGradients(features, loss), labels, outputs);
  }

  /** Returns the features, (n, features), of a batch of images with the running statistics. */
  NDArray features(NDArray images) {
    return network.features(images);
  }

  private Metrics step(
      Consumer<UnaryOperator<NDArray>> gradients,
      NDArray labels,
      BiConsumer<NDArray, NDArray> outputs) {
    Outputs computed = new Outputs();
    gradients.accept(
        logits -> {
          computed.logits = logits;
          computed.loss = loss(logits, labels);
          return computed.loss;
        });
    optimizer.step();
    network.updated(shareOfNewWeights());
    NDArray logits = Objects.requireNonNull(computed.logits);
    outputs.accept(logits, labels);
    return Metrics.of(logits, labels, Objects.requireNonNull(computed.loss));
  }

  /** What a step computes beside the gradients. */
  private static final class Outputs {
    private @Nullable NDArray logits;
    private @Nullable NDArray loss;
  }

  private NDArray loss(NDArray logits, NDArray labels) {
    return classWeights == null
        ? Metrics.loss(logits, labels, recipe.labelSmoothing())
        : Metrics.loss(logits, labels, recipe.labelSmoothing(), classWeights);
  }

  /**
   * Returns the share of the new weights in the average. The decay is smaller at first, as in
   * TensorFlow's {@code ExponentialMovingAverage}; otherwise the average would keep the untrained
   * initial weights for too long.
   */
  private double shareOfNewWeights() {
    double steps = optimizer.steps();
    return 1 - Math.min(recipe.emaDecay(), (1 + steps) / (10 + steps));
  }

  /** Returns the logits, (n, classes), that {@link #network} gives for a batch of images. */
  NDArray predict(NDArray images) {
    return network.predict(images);
  }

  /** Returns the network that is evaluated and saved: the averaged one, if there is one. */
  ResNet network() {
    return network.evaluated();
  }

  /** Returns how the network is computed, which may be more exact than was asked for. */
  ComputeMode mode() {
    return network.mode();
  }

  /** Returns what computes the steps, see {@link TrainableNetwork#computedBy}. */
  String computedBy() {
    return network.computedBy();
  }

  /** Returns the learning rate of the next step. */
  double learningRate() {
    return optimizer.learningRate();
  }

  /** Returns the number of steps done. */
  long steps() {
    return optimizer.steps();
  }

  /** Keeps a copy of the current weights as the best ones. */
  void saveBest() {
    network
        .arrays("", network())
        .forEach(
            (name, array) -> {
              if (best.containsKey(name)) {
                best.get(name).set(ALL, array);
              } else {
                best.put(name, array.duplicate());
              }
            });
  }

  /** Restores the weights that {@link #saveBest} kept. */
  void restoreBest() {
    network.arrays("", network()).forEach((name, array) -> array.set(ALL, best.get(name)));
    network.written();
  }

  /**
   * Returns all tensors on which the rest of the training depends, by name, in the shapes of the
   * network's parameters.
   *
   * @param scope owner of those that are copies
   */
  Map<String, NDArray> tensors(NDManager scope) {
    Map<String, NDArray> tensors = networks();
    Map<String, NDArray> moments = optimizer.state();
    forEachMoment(
        (parameter, shape, name) ->
            tensors.put(
                OPTIMIZER + name, network.moment(parameter, shape, moments.get(name), scope)));
    return tensors;
  }

  private Map<String, NDArray> networks() {
    Map<String, NDArray> tensors = network.arrays();
    best.forEach((name, array) -> tensors.put(BEST + name, array));
    return tensors;
  }

  private interface MomentVisitor {
    void visit(String parameter, Shape shape, String name);
  }

  /** Visits the moments of all parameters, also of those that the optimizer does not change. */
  private void forEachMoment(MomentVisitor visitor) {
    network
        .shapes()
        .forEach(
            (parameter, shape) ->
                optimizer
                    .momentNames()
                    .forEach(moment -> visitor.visit(parameter, shape, parameter + moment)));
  }

  /**
   * Restores the tensors of a checkpoint.
   *
   * @param tensors those of {@link #tensors}; the caller still owns them
   * @param steps number of steps done until then
   */
  void restore(Map<String, NDArray> tensors, long steps) {
    if (tensors.keySet().stream().anyMatch(name -> name.startsWith(BEST))) {
      saveBest();
    }
    Map<String, NDArray> networks = networks();
    Set<String> names = new HashSet<>(networks.keySet());
    forEachMoment((parameter, shape, name) -> names.add(OPTIMIZER + name));
    if (!names.equals(tensors.keySet())) {
      throw new IllegalArgumentException("The tensors do not match this training");
    }
    networks.forEach((name, array) -> array.set(ALL, tensors.get(name)));
    network.written();
    Map<String, NDArray> moments = optimizer.state();
    forEachMoment(
        (parameter, shape, name) -> {
          NDArray moment = moments.get(name);
          if (moment != null) {
            network.setMoment(
                parameter, moment, Objects.requireNonNull(tensors.get(OPTIMIZER + name)));
          }
        });
    optimizer.restore(steps);
  }

  @Override
  public void close() {
    optimizer.close();
    network.close();
  }
}
