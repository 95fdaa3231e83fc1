package dev.residual.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.residual.evaluation.CompiledInference;
import dev.residual.nn.ResNet;
import dev.residual.onednn.OneDnn;
import dev.residual.onednn.TrainingNetwork;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.ExponentialMovingAverage;
import dev.residual.torch.GradientTape;
import dev.residual.torch.TrainableTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A network in training that is compiled up to its last feature maps. The weights are in the
 * layouts of its kernels. The DJL networks are copies that are brought up to date when they are
 * needed, except for the classifier, which is DJL's.
 */
final class CompiledTrainableNetwork extends TrainableNetwork {

  private static final NDIndex ALL = new NDIndex("...");

  private final NDManager manager;
  private final TrainingNetwork compiled;

  /** The values of the compiled network and their moving averages, in the same layouts. */
  private final Map<String, NDArray> values;

  private final Map<String, NDArray> averages = new LinkedHashMap<>();
  private final @Nullable ExponentialMovingAverage average;

  /** The network with its current weights for evaluations; null until there is one. */
  private @Nullable CompiledInference inference;

  /** Whether the weights have changed since they were copied to the DJL networks. */
  private boolean stale;

  /**
   * Compiles a network for all its batches and for evaluations, so that nothing that is compiled
   * later can fail.
   *
   * @param batchSizes the numbers of images that batches have, that of most batches first
   * @throws dev.residual.onednn.OneDnnException if kernels of this network do not work
   */
  CompiledTrainableNetwork(
      Recipe recipe,
      Shape input,
      List<Integer> batchSizes,
      int classes,
      ComputeMode mode,
      NDManager manager) {
    super(recipe, input, classes, mode, manager);
    this.manager = manager;
    // Taps that reach only padding have no gradient, but weight decay changes them.
    boolean shortened = recipe.optimizer().weightDecay() == 0;
    compiled = new TrainingNetwork(network.outline(input), batchSizes, shortened, mode, manager);
    try {
      values = compiled.values();
      if (averaged != null) {
        values.forEach((name, array) -> averages.put(name, manager.zeros(array.getShape())));
      }
      written();
      inference(); // a failure in an evaluation would end the job
      discardInference();
      average = averaged == null ? null : average(averaged);
    } catch (Throwable e) {
      compiled.close();
      throw e;
    }
  }

  private ExponentialMovingAverage average(ResNet of) {
    List<NDArray> means = new ArrayList<>();
    List<NDArray> weights = new ArrayList<>();
    Map<String, NDArray> current = arrays("", network);
    arrays("", of)
        .forEach(
            (name, array) -> {
              means.add(averages.getOrDefault(name, array));
              weights.add(values.getOrDefault(name, Objects.requireNonNull(current.get(name))));
            });
    return new ExponentialMovingAverage(means, weights, mode);
  }

  @Override
  public List<TrainableTensor> parameters() {
    List<TrainableTensor> parameters = new ArrayList<>(compiled.weights());
    Map<String, NDArray> arrays = arrays("", network);
    shapes().keySet().stream()
        .filter(name -> !values.containsKey(name))
        .map(name -> TrainableTensor.taped(name, Objects.requireNonNull(arrays.get(name))))
        .forEach(parameters::add);
    return parameters;
  }

  @Override
  public void computeGradients(NDArray images, UnaryOperator<NDArray> loss) {
    try (NDArray maps = compiled.forward(images);
        NDArray leaf = maps.duplicate();
        GradientTape tape = GradientTape.record()) {
      leaf.attach(images.getManager());
      leaf.setRequiresGradient(true);
      tape.backward(loss.apply(classify(network, leaf.mean(new int[] {0}))));
      try (NDArray gradient = leaf.getGradient()) {
        compiled.backward(gradient);
      }
    }
  }

  @Override
  public void updated(double share) {
    if (average != null) {
      average.lerp(share);
    }
    stale = true;
    discardInference();
  }

  @Override
  public void written() {
    load(network, values);
    if (averaged != null) {
      load(averaged, averages);
    }
    stale = false;
    discardInference();
  }

  private void load(ResNet from, Map<String, NDArray> targets) {
    Map<String, NDArray> arrays = arrays("", from);
    targets.forEach(
        (name, target) -> compiled.load(name, Objects.requireNonNull(arrays.get(name)), target));
  }

  @Override
  void refresh() {
    if (stale) {
      store(values, network);
      if (averaged != null) {
        store(averages, averaged);
      }
      stale = false;
    }
  }

  private void store(Map<String, NDArray> sources, ResNet to) {
    Map<String, NDArray> arrays = arrays("", to);
    sources.forEach(
        (name, source) -> compiled.store(name, source, Objects.requireNonNull(arrays.get(name))));
  }

  @Override
  public NDArray predict(NDArray images) {
    CompiledInference current = inference();
    return classify(evaluated(), current.features(images));
  }

  private CompiledInference inference() {
    if (inference == null) {
      Shape image = new Shape(1).addAll(input.slice(1));
      inference = new CompiledInference(evaluated(), image, manager);
    }
    return inference;
  }

  private void discardInference() {
    if (inference != null) {
      inference.close();
      inference = null;
    }
  }

  @Override
  String library() {
    return "oneDNN " + OneDnn.version();
  }

  @Override
  public NDArray moment(String parameter, Shape shape, @Nullable NDArray moment, NDManager scope) {
    if (moment != null && !values.containsKey(parameter)) {
      return moment;
    }
    NDArray copy = scope.zeros(shape);
    if (moment != null) {
      compiled.store(parameter, moment, copy);
    }
    return copy;
  }

  @Override
  public void setMoment(String parameter, NDArray moment, NDArray from) {
    if (values.containsKey(parameter)) {
      compiled.load(parameter, from, moment);
    } else {
      moment.set(ALL, from);
    }
  }

  @Override
  public void close() {
    discardInference();
    if (average != null) {
      average.close();
    }
    compiled.close();
  }
}
