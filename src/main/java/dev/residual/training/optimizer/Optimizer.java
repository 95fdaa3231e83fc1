package dev.residual.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.recipe.OptimizerSpec;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.ParameterGroup;
import dev.residual.torch.ParameterGroup.AdamRule;
import dev.residual.torch.ParameterGroup.SgdRule;
import dev.residual.torch.TrainableTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Updates the weights of a network by their gradients, as PyTorch's {@code Adam}, {@code AdamW} and
 * {@code SGD} do. Weight decay does not apply to norms and biases, which have one dimension. Layers
 * have learning rates of their own, and all but the classifier may be frozen at first, if the
 * recipe says so.
 */
public final class Optimizer implements AutoCloseable {

  private static final String FIRST_MOMENT = ".first_moment";
  private static final String SECOND_MOMENT = ".second_moment";
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /** PyTorch's {@code clip_grad_norm_} adds this to the norm, so that its quotient stays finite. */
  private static final double NORM_EPSILON = 1e-6;

  /**
   * Weights that are updated alike.
   *
   * @param rateFactor factor of the learning rate
   * @param firstStep number of the step, from 0, from which on they are updated
   */
  private record Group(
      List<String> names,
      ParameterGroup weights,
      double decay,
      double rateFactor,
      long firstStep) {}

  private final OptimizerSpec spec;
  private final LearningRateSchedule schedule;
  private final @Nullable Double maxGradNorm;
  private final NDManager manager;
  private final List<Group> groups = new ArrayList<>();
  private long steps;

  /**
   * Creates the optimizer of a network.
   *
   * @param parameters parameters of the network
   * @param manager owner of the moments' memory, which is once or twice that of the weights
   */
  public Optimizer(
      Recipe recipe,
      LearningRateSchedule schedule,
      List<TrainableTensor> parameters,
      ComputeMode mode,
      NDManager manager) {
    spec = recipe.optimizer();
    maxGradNorm = recipe.maxGradNorm();
    this.schedule = schedule;
    this.manager = manager;
    if (recipe.layerDecay() == 1 && schedule.frozenSteps() == 0) {
      add(parameters, mode, 1, 0);
      return;
    }
    LayerDepths depths =
        LayerDepths.of(parameters.stream().map(TrainableTensor::name).collect(Collectors.toSet()));
    for (int depth = 0; depth <= depths.largest(); depth++) {
      int depthOfLayer = depth;
      List<TrainableTensor> layer =
          parameters.stream().filter(each -> depths.of(each.name()) == depthOfLayer).toList();
      double factor = StrictMath.pow(recipe.layerDecay(), depth);
      add(layer, mode, factor, depth == 0 ? 0 : schedule.frozenSteps());
    }
  }

  private void add(
      List<TrainableTensor> parameters, ComputeMode mode, double rateFactor, long firstStep) {
    for (boolean decays : new boolean[] {true, false}) {
      List<TrainableTensor> alike =
          parameters.stream().filter(each -> each.decays() == decays).toList();
      // libtorch's fused updates end the process for an empty list.
      if (!alike.isEmpty()) {
        groups.add(
            new Group(
                alike.stream().map(TrainableTensor::name).toList(),
                new ParameterGroup(alike, moments(), mode, manager),
                decays ? spec.weightDecay() : 0,
                rateFactor,
                firstStep));
      }
    }
  }

  private int moments() {
    return isSgd() ? 1 : 2;
  }

  private boolean isSgd() {
    return spec.name().equals(OptimizerSpec.SGD);
  }

  /** Returns the learning rate of the classifier in the next step. */
  public double learningRate() {
    return schedule.rate(steps);
  }

  /** Updates the weights by their gradients. Those of a tape are zero afterwards. */
  public void step() {
    double rate = learningRate();
    NDArray divisor = divisor();
    for (Group group : learning()) {
      double groupRate = rate * group.rateFactor();
      if (isSgd()) {
        group.weights().update(sgd(groupRate, group.decay()), divisor);
      } else {
        group.weights().update(adam(groupRate, group.decay()), divisor);
      }
    }
    if (divisor != null) {
      divisor.close();
    }
    steps++;
  }

  /** Returns the groups that the next step updates. */
  private List<Group> learning() {
    return groups.stream().filter(group -> group.firstStep() <= steps).toList();
  }

  /**
   * Returns the number by which all gradients are divided so that their common norm is at most the
   * largest allowed norm, or null if it already is.
   */
  private @Nullable NDArray divisor() {
    if (maxGradNorm == null) {
      return null;
    }
    double squares =
        learning().stream().mapToDouble(group -> group.weights().squaredGradientNorm()).sum();
    double divisor = (Math.sqrt(squares) + NORM_EPSILON) / maxGradNorm;
    return divisor > 1 ? manager.create((float) divisor) : null;
  }

  private AdamRule adam(double rate, double decay) {
    return new AdamRule(
        rate, BETA1, BETA2, EPSILON, decay, spec.name().equals(OptimizerSpec.ADAMW));
  }

  private SgdRule sgd(double rate, double decay) {
    double momentum = spec.momentum() == null ? 0 : spec.momentum();
    return new SgdRule(rate, momentum, Boolean.TRUE.equals(spec.nesterov()), decay);
  }

  /** Returns the number of steps done. */
  public long steps() {
    return steps;
  }

  /**
   * Returns the moments by name, each in the shape of its weight's values. They are views: to
   * restore a state, write to them and call {@link #restore}.
   */
  public Map<String, NDArray> state() {
    Map<String, NDArray> state = new LinkedHashMap<>();
    for (Group group : groups) {
      for (int i = 0; i < group.names().size(); i++) {
        String name = group.names().get(i);
        state.put(name + FIRST_MOMENT, group.weights().first().get(i));
        if (moments() == 2) {
          state.put(name + SECOND_MOMENT, group.weights().second().get(i));
        }
      }
    }
    return state;
  }

  /** Returns what follows the name of a parameter in the names of its moments. */
  public List<String> momentNames() {
    return moments() == 2 ? List.of(FIRST_MOMENT, SECOND_MOMENT) : List.of(FIRST_MOMENT);
  }

  /** Sets how many steps led to the moments that were written to {@link #state}. */
  public void restore(long stepsDone) {
    steps = stepsDone;
    groups.forEach(
        group -> group.weights().setStepCount(Math.max(0, stepsDone - group.firstStep())));
  }

  @Override
  public void close() {
    groups.forEach(group -> group.weights().close());
  }
}
