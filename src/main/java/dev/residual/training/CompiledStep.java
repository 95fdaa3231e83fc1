package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.nn.NetworkOutline;
import dev.residual.onednn.OneDnnException;
import dev.residual.onednn.TrainingNetwork;
import dev.residual.recipe.Recipe;
import dev.residual.torch.Acceleration;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.GradientTape;
import dev.residual.torch.TrainableTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compiled form of a network in training, up to its last feature maps. It has the weights in
 * the layouts of its kernels, and perhaps their moving averages; the DJL network is a copy that is
 * brought up to date when it is needed. It must be used by one thread only.
 */
final class CompiledStep implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CompiledStep.class);

  private final TrainingNetwork network;
  private final Map<String, NDArray> values;
  private final Map<String, NDArray> averages = new LinkedHashMap<>();

  private CompiledStep(TrainingNetwork network, boolean averaged, NDManager manager) {
    this.network = network;
    values = network.values();
    if (averaged) {
      values.forEach((name, array) -> averages.put(name, manager.zeros(array.getShape())));
    }
  }

  /**
   * Compiles a network, if the device does so.
   *
   * @param manager owner of the weights
   * @return empty if the device does not compile networks, or if the kernels of this one do not
   *     work, which is logged and withdraws the acceleration
   */
  static Optional<CompiledStep> of(
      NetworkOutline outline, Recipe recipe, ComputeMode mode, NDManager manager) {
    if (!mode.compilesTraining()) {
      return Optional.empty();
    }
    // With weight decay, taps without a gradient change too.
    boolean shortened = recipe.optimizer().weightDecay() == 0;
    NDManager owner = manager.newSubManager();
    try {
      TrainingNetwork network =
          new TrainingNetwork(outline, recipe.batchSize(), shortened, mode, owner);
      log.info("Compiled the network for training");
      return Optional.of(new CompiledStep(network, recipe.emaDecay() > 0, owner));
    } catch (OneDnnException e) {
      owner.close();
      log.warn("The network is not compiled for training: {}", e.getMessage());
      mode.withdraw(Acceleration.COMPILED_TRAINING, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Returns the parameters for the optimizer. */
  List<TrainableTensor> weights() {
    return network.weights();
  }

  /** Returns whether this has a parameter, which the classifier's are not. */
  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Returns a value of the network in the layout of its kernels. */
  NDArray value(String name) {
    return values.get(name);
  }

  /** Returns the moving average of a value in the layout of its kernels. */
  NDArray average(String name) {
    return averages.get(name);
  }

  /**
   * Computes features, a loss from them, and the gradients of all weights.
   *
   * @param images fp32 (n, channels, h, w)
   * @param loss function from mean features (n, features) to the loss, recorded on a tape
   */
  void gradients(NDArray images, Function<NDArray, NDArray> loss) {
    try (NDArray maps = network.forward(images);
        NDArray leaf = maps.duplicate();
        GradientTape tape = GradientTape.record()) {
      leaf.attach(images.getManager());
      leaf.setRequiresGradient(true);
      tape.backward(loss.apply(leaf.mean(new int[] {0})));
      try (NDArray gradient = leaf.getGradient()) {
        network.backward(gradient);
      }
    }
  }

  /** Takes over the values of a network, by their torchvision names. */
  void load(Map<String, NDArray> state) {
    values.forEach((name, array) -> network.load(name, state.get(name), array));
  }

  /** Takes over the moving averages of a network, by their torchvision names. */
  void loadAverages(Map<String, NDArray> state) {
    averages.forEach((name, array) -> network.load(name, state.get(name), array));
  }

  /** Copies the values to a network, by their torchvision names. */
  void store(Map<String, NDArray> state) {
    values.forEach((name, array) -> network.store(name, array, state.get(name)));
  }

  /** Copies the moving averages to a network, by their torchvision names. */
  void storeAverages(Map<String, NDArray> state) {
    averages.forEach((name, array) -> network.store(name, array, state.get(name)));
  }

  /** Copies a moment of a parameter to an array of the parameter's shape. */
  void storeMoment(String parameter, NDArray moment, NDArray logical) {
    network.store(parameter, moment, logical);
  }

  /** Copies a moment of a parameter from an array of the parameter's shape. */
  void loadMoment(String parameter, NDArray logical, NDArray moment) {
    network.load(parameter, logical, moment);
  }

  @Override
  public void close() {
    network.close();
  }
}
