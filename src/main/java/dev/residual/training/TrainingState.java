package dev.residual.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.residual.evaluation.Metrics;
import dev.residual.nn.ResNet;
import dev.residual.onednn.OneDnn;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.ExponentialMovingAverage;
import dev.residual.torch.GradientTape;
import dev.residual.torch.TrainableTensor;
import dev.residual.training.optimizer.LearningRateSchedule;
import dev.residual.training.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network in training, with its optimizer, the moving average of its weights, and a copy of the
 * best weights so far. It must be used by one thread only.
 */
final class TrainingState implements AutoCloseable {

  private static final NDIndex ALL = new NDIndex("...");
  private static final String OPTIMIZER = "optimizer.";

  private final Recipe recipe;
  private final Shape input;
  private final ComputeMode mode;
  private final ParameterStore store;
  private final ResNet network;
  private final @Nullable CompiledStep compiled;
  private final Optimizer optimizer;
  private final @Nullable ResNet averaged;
  private final @Nullable ExponentialMovingAverage average;
  private final NDManager manager;
  private final @Nullable NDArray classWeights;
  private final Map<String, NDArray> best = new LinkedHashMap<>();

  /** The network with its current weights for evaluations; null until there is one. */
  private @Nullable CompiledInference inference;

  /** Whether the compiled step has changed the weights since they were copied to the networks. */
  private boolean stale;

  /**
   * Creates a network with fresh weights.
   *
   * @param input shape of a batch of images, (n, channels, size, size)
   * @param classWeights weight of each class in the loss; null if all count the same
   * @param manager owner of all its memory, on the device of the training
   */
  TrainingState(
      Recipe recipe,
      Shape input,
      int classes,
      float @Nullable [] classWeights,
      int stepsPerEpoch,
      ComputeMode mode,
      NDManager manager) {
    this.recipe = recipe;
    this.input = input;
    this.mode = mode;
    this.manager = manager;
    this.classWeights = classWeights == null ? null : manager.create(classWeights);
    store = new ParameterStore(manager, false);
    network = newNetwork(classes);
    compiled = CompiledStep.of(network.outline(input), recipe, mode, manager).orElse(null);
    LearningRateSchedule schedule = LearningRateSchedule.of(recipe, stepsPerEpoch);
    optimizer = new Optimizer(recipe, schedule, trainable(), mode, manager);
    averaged = recipe.emaDecay() == 0 ? null : newNetwork(classes);
    average = averaged == null ? null : average(averaged);
    loadCompiled();
  }

  private List<TrainableTensor> trainable() {
    List<TrainableTensor> tensors = new ArrayList<>();
    network
        .state(input)
        .forEach(
            (name, parameter) -> {
              if (parameter.requiresGradient() && !isCompiled(name)) {
                tensors.add(TrainableTensor.taped(name, parameter.getArray()));
              }
            });
    if (compiled != null) {
      tensors.addAll(compiled.weights());
    }
    return tensors;
  }

  private boolean isCompiled(String name) {
    return compiled != null && compiled.has(name);
  }

  private ExponentialMovingAverage average(ResNet of) {
    List<NDArray> averages = new ArrayList<>();
    List<NDArray> weights = new ArrayList<>();
    Map<String, NDArray> current = arrays("", network);
    arrays("", of)
        .forEach(
            (name, array) -> {
              boolean compiles = isCompiled(name);
              averages.add(compiles ? compiled.average(name) : array);
              weights.add(compiles ? compiled.value(name) : current.get(name));
            });
    return new ExponentialMovingAverage(averages, weights, mode);
  }

  /** Gives the weights of the networks to the compiled step. */
  private void loadCompiled() {
    if (compiled != null) {
      compiled.load(arrays("", network));
      if (averaged != null) {
        compiled.loadAverages(arrays("", averaged));
      }
    }
    stale = false;
    discardInference();
  }

  private void discardInference() {
    if (inference != null) {
      inference.close();
      inference = null;
    }
  }

  /** Gives the weights of the compiled step to the networks, if they have changed. */
  private void updateNetworks() {
    if (compiled != null && stale) {
      compiled.store(arrays("", network));
      if (averaged != null) {
        compiled.storeAverages(arrays("", averaged));
      }
    }
    stale = false;
  }

  private ResNet newNetwork(int classes) {
    ResNet fresh = new ResNet(recipe.architecture().toArchitecture(), classes);
    fresh.initialize(manager, input, recipe.seed(), mode::toMemoryFormat);
    return fresh;
  }

  /**
   * Sets the weights from which the training starts. Those that are not given stay random.
   *
   * @param initial weights by their torchvision names; the caller still owns them
   */
  void start(Map<String, NDArray> initial) {
    set(network, initial);
    if (averaged != null) {
      set(averaged, initial);
    }
    loadCompiled();
  }

  private void set(ResNet target, Map<String, NDArray> initial) {
    arrays("", target)
        .forEach(
            (name, array) -> {
              NDArray tensor = initial.get(name);
              if (tensor != null) {
                array.set(ALL, tensor);
              }
            });
  }

  /**
   * Trains for one step.
   *
   * @param outputs is called with the logits and labels of the batch
   * @return the metrics of the batch before the step
   */
  Metrics trainStep(NDArray images, NDArray labels, BiConsumer<NDArray, NDArray> outputs) {
    if (compiled == null) {
      return step(() -> logits(network, images, true), labels, outputs);
    }
    AtomicReference<NDArray> logits = new AtomicReference<>();
    AtomicReference<NDArray> loss = new AtomicReference<>();
    compiled.gradients(
        images,
        features -> {
          logits.set(classify(network, features));
          loss.set(loss(logits.get(), labels));
          return loss.get();
        });
    return update(logits.get(), loss.get(), labels, outputs);
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
    return step(() -> classify(network, features), labels, outputs);
  }

  private NDArray classify(ResNet of, NDArray features) {
    return mode.forward(x -> of.classify(store, new NDList(x), true).singletonOrThrow(), features);
  }

  /** Returns the features, (n, features), of a batch of images with the running statistics. */
  NDArray features(NDArray images) {
    updateNetworks();
    return mode.forward(
        x -> network.features(store, new NDList(x), false).singletonOrThrow(),
        mode.toMemoryFormat(images));
  }

  private Metrics step(
      Supplier<NDArray> forward, NDArray labels, BiConsumer<NDArray, NDArray> outputs) {
    NDArray logits;
    NDArray loss;
    try (GradientTape tape = GradientTape.record()) {
      logits = forward.get();
      loss = loss(logits, labels);
      tape.backward(loss);
    }
    return update(logits, loss, labels, outputs);
  }

  private Metrics update(
      NDArray logits, NDArray loss, NDArray labels, BiConsumer<NDArray, NDArray> outputs) {
    optimizer.step();
    stale = true;
    discardInference();
    if (average != null) {
      average.lerp(shareOfNewWeights());
    }
    outputs.accept(logits, labels);
    return Metrics.of(logits, labels, loss);
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
    ResNet of = network();
    if (compiled == null) {
      return logits(of, images, false);
    }
    if (inference == null) {
      inference = new CompiledInference(of, new Shape(1).addAll(input.slice(1)), manager);
    }
    return classify(of, inference.features(images));
  }

  private NDArray logits(ResNet of, NDArray images, boolean training) {
    return mode.forward(
        x -> of.forward(store, new NDList(x), training).singletonOrThrow(),
        mode.toMemoryFormat(images));
  }

  /** Returns the network that is evaluated and saved: the averaged one, if there is one. */
  ResNet network() {
    updateNetworks();
    return averaged == null ? network : averaged;
  }

  /**
   * Returns what computes the steps: the library, its version and the number of threads. If one of
   * them changes, the last bits of the results may change too.
   */
  String computedBy() {
    String library =
        compiled == null
            ? "libtorch " + Engine.getInstance().getVersion()
            : "oneDNN " + OneDnn.version();
    return String.format(
        Locale.ROOT, "%s with %d threads", library, ComputeDevice.currentThreadCount());
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
    arrays("", network())
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
    arrays("", network()).forEach((name, array) -> array.set(ALL, best.get(name)));
    discardInference();
  }

  /**
   * Returns all tensors on which the rest of the training depends, by name, in the shapes of the
   * network's parameters.
   *
   * @param scope owner of those that are copies
   */
  Map<String, NDArray> tensors(NDManager scope) {
    updateNetworks();
    Map<String, NDArray> state = networks();
    Map<String, NDArray> moments = optimizer.state();
    forEachMoment(
        (parameter, name, shape) -> {
          NDArray moment = moments.get(name);
          if (moment != null && !isCompiled(parameter)) {
            state.put(OPTIMIZER + name, moment);
          } else {
            NDArray copy = scope.zeros(shape);
            if (moment != null && compiled != null) {
              compiled.storeMoment(parameter, moment, copy);
            }
            state.put(OPTIMIZER + name, copy);
          }
        });
    return state;
  }

  private Map<String, NDArray> networks() {
    Map<String, NDArray> state = arrays("model.", network);
    if (averaged != null) {
      state.putAll(arrays("average.", averaged));
    }
    best.forEach((name, array) -> state.put("best." + name, array));
    return state;
  }

  private interface MomentVisitor {
    void visit(String parameter, String name, Shape shape);
  }

  /**
   * Visits the moments of all parameters. The compiled step does not learn the biases before norms,
   * which have no effect, and so has no moments of them.
   */
  private void forEachMoment(MomentVisitor visitor) {
    network
        .state(input)
        .forEach(
            (parameter, value) -> {
              if (value.requiresGradient()) {
                for (String moment : optimizer.momentNames()) {
                  visitor.visit(parameter, parameter + moment, value.getArray().getShape());
                }
              }
            });
  }

  /**
   * Restores the tensors of a checkpoint.
   *
   * @param tensors those of {@link #tensors}; the caller still owns them
   * @param steps number of steps done until then
   */
  void restore(Map<String, NDArray> tensors, long steps) {
    if (tensors.keySet().stream().anyMatch(name -> name.startsWith("best."))) {
      saveBest();
    }
    Map<String, NDArray> networks = networks();
    Set<String> names = new HashSet<>(networks.keySet());
    forEachMoment((parameter, name, shape) -> names.add(OPTIMIZER + name));
    if (!names.equals(tensors.keySet())) {
      throw new IllegalArgumentException("The tensors do not match this training");
    }
    networks.forEach((name, array) -> array.set(ALL, tensors.get(name)));
    Map<String, NDArray> moments = optimizer.state();
    forEachMoment(
        (parameter, name, shape) -> {
          NDArray moment = moments.get(name);
          if (moment != null && compiled != null && compiled.has(parameter)) {
            compiled.loadMoment(parameter, tensors.get(OPTIMIZER + name), moment);
          } else if (moment != null) {
            moment.set(ALL, tensors.get(OPTIMIZER + name));
          }
        });
    optimizer.restore(steps);
    loadCompiled();
  }

  private Map<String, NDArray> arrays(String prefix, ResNet of) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    of.state(input).forEach((name, parameter) -> arrays.put(prefix + name, parameter.getArray()));
    return arrays;
  }

  @Override
  public void close() {
    discardInference();
    optimizer.close();
    if (average != null) {
      average.close();
    }
    if (compiled != null) {
      compiled.close();
    }
  }
}
