package dev.residual.training.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.residual.nn.ResNet;
import dev.residual.onednn.OneDnnException;
import dev.residual.recipe.Recipe;
import dev.residual.torch.Acceleration;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.GradientTape;
import dev.residual.torch.Precision;
import dev.residual.torch.TrainableTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network in training, the moving average of its weights, and how its gradients are computed. It
 * must be used by one thread only.
 */
public abstract class TrainableNetwork implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TrainableNetwork.class);

  /** oneDNN handles channels in blocks of this size. */
  private static final int SAFE_MULTIPLE = 16;

  final ResNet network;
  final @Nullable ResNet averaged;
  final Shape input;
  final ComputeMode mode;
  private final ParameterStore store;

  /**
   * Creates a network with fresh weights.
   *
   * @param input shape of a batch of images, (n, channels, size, size)
   * @param manager owner of all its memory, on the device of the training
   */
  TrainableNetwork(Recipe recipe, Shape input, int classes, ComputeMode mode, NDManager manager) {
    this.input = input;
    this.mode = mode;
    store = new ParameterStore(manager, false);
    network = fresh(recipe, classes, manager);
    averaged = recipe.emaDecay() == 0 ? null : fresh(recipe, classes, manager);
  }

  private ResNet fresh(Recipe recipe, int classes, NDManager manager) {
    ResNet fresh = new ResNet(recipe.architecture().toArchitecture(), classes);
    fresh.initialize(manager, input, recipe.seed(), mode::toMemoryFormat);
    return fresh;
  }

  /**
   * Creates a network that is compiled where that works, and taped elsewhere.
   *
   * @param input shape of a batch of images, (n, channels, size, size)
   * @param batchSizes the numbers of images that batches have, that of most batches first
   * @param manager owner of all its memory, on the device of the training
   */
  public static TrainableNetwork of(
      Recipe recipe,
      Shape input,
      List<Integer> batchSizes,
      int classes,
      ComputeMode mode,
      NDManager manager) {
    if (mode.compilesTraining()) {
      NDManager owner = manager.newSubManager();
      try {
        return new CompiledTrainableNetwork(recipe, input, batchSizes, classes, mode, owner);
      } catch (OneDnnException e) {
        owner.close();
        log.warn("This network is trained without being compiled: {}", e.getMessage());
        mode.doWithout(Acceleration.COMPILED_TRAINING, String.valueOf(e.getMessage()));
      }
    }
    return new TapedTrainableNetwork(recipe, input, classes, taped(recipe, mode), manager);
  }

  /**
   * Returns the mode in which libtorch can train a network. The oneDNN 3.7.1 of libtorch 2.7.1
   * overwrote foreign memory in the bf16 gradients of 1x1 convolutions from 15 to 100 channels,
   * which killed the process. It was right with multiples of 16.
   */
  private static ComputeMode taped(Recipe recipe, ComputeMode mode) {
    boolean safe =
        recipe.architecture().toArchitecture().channels().stream()
            .allMatch(channels -> channels % SAFE_MULTIPLE == 0);
    if (safe || !mode.isOnCpu() || mode.precision() == Precision.FP32) {
      return mode;
    }
    String reason = "unsafe in libtorch for channels that are not multiples of " + SAFE_MULTIPLE;
    log.warn("This network is trained in fp32, because bf16 is {}", reason);
    return mode.inFp32(reason);
  }

  /** Returns how the network is computed. */
  public final ComputeMode mode() {
    return mode;
  }

  /** Returns the parameters that the optimizer changes. */
  public abstract List<TrainableTensor> parameters();

  /**
   * Computes logits, a loss from them, and the gradients of all parameters.
   *
   * @param images fp32 (n, channels, size, size)
   * @param loss function from logits (n, classes) to a scalar, recorded on a tape
   */
  public abstract void computeGradients(NDArray images, UnaryOperator<NDArray> loss);

  /**
   * Computes logits, a loss from them, and the gradients of the classifier.
   *
   * @param features (n, features)
   * @param loss as for {@link #computeGradients}
   */
  public final void computeClassifierGradients(NDArray features, UnaryOperator<NDArray> loss) {
    try (GradientTape tape = GradientTape.record()) {
      tape.backward(loss.apply(classify(network, features)));
    }
  }

  /**
   * Must be called when the optimizer has changed the parameters.
   *
   * @param share share of the new weights in the moving average, if there is one
   */
  public abstract void updated(double share);

  /** Must be called when the arrays of {@link #arrays} were written. */
  public abstract void written();

  /** Brings the arrays of {@link #network} and {@link #averaged} up to date. */
  abstract void refresh();

  /** Returns the logits, (n, classes), that {@link #evaluated} gives for a batch of images. */
  public abstract NDArray predict(NDArray images);

  /** Returns what computes the gradients, with its version. */
  abstract String library();

  /**
   * Returns a moment of a parameter in the parameter's shape.
   *
   * @param moment as the optimizer has it; null if it does not change this parameter
   * @param scope owner of the result if it is a copy
   */
  public abstract NDArray moment(
      String parameter, Shape shape, @Nullable NDArray moment, NDManager scope);

  /** Copies a moment from an array of its parameter's shape. */
  public abstract void setMoment(String parameter, NDArray moment, NDArray from);

  /**
   * Returns what computes the steps: the library, its version and the number of threads. If one of
   * them changes, the last bits of the results may change too.
   */
  public final String computedBy() {
    return String.format(Locale.ROOT, "%s with %d threads", library(), ComputeDevice.threadCount());
  }

  static String libtorch() {
    return "libtorch " + Engine.getInstance().getVersion();
  }

  /** Returns the network that is evaluated and saved: the averaged one, if there is one. */
  public final ResNet evaluated() {
    refresh();
    return averaged == null ? network : averaged;
  }

  /** Returns the features, (n, features), of a batch of images with the running statistics. */
  public final NDArray features(NDArray images) {
    refresh();
    return mode.forward(
        x -> network.features(store, new NDList(x), false).singletonOrThrow(),
        mode.toMemoryFormat(images));
  }

  final NDArray logits(ResNet of, NDArray images, boolean training) {
    return mode.forward(
        x -> of.forward(store, new NDList(x), training).singletonOrThrow(),
        mode.toMemoryFormat(images));
  }

  final NDArray classify(ResNet of, NDArray features) {
    return mode.forward(x -> of.classify(store, new NDList(x), true).singletonOrThrow(), features);
  }

  /** Returns all values of the networks, by {@code model.} or {@code average.} and their names. */
  public final Map<String, NDArray> arrays() {
    refresh();
    Map<String, NDArray> arrays = arrays("model.", network);
    if (averaged != null) {
      arrays.putAll(arrays("average.", averaged));
    }
    return arrays;
  }

  /** Returns the values of a network by their torchvision names after a prefix. */
  public final Map<String, NDArray> arrays(String prefix, ResNet of) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    of.state(input).forEach((name, parameter) -> arrays.put(prefix + name, parameter.getArray()));
    return arrays;
  }

  /** Returns the shapes of the parameters that have gradients, by their torchvision names. */
  public final Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    network
        .state(input)
        .forEach(
            (name, parameter) -> {
              if (parameter.requiresGradient()) {
                shapes.put(name, parameter.getArray().getShape());
              }
            });
    return shapes;
  }

  @Override
  public abstract void close();
}
