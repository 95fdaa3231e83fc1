package dev.residual.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.ExponentialMovingAverage;
import dev.residual.torch.GradientTape;
import dev.residual.torch.TrainableTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A network in training whose gradients libtorch computes from a tape. It works everywhere. */
final class TapedTrainableNetwork extends TrainableNetwork {

  private static final NDIndex ALL = new NDIndex("...");

  private final @Nullable ExponentialMovingAverage average;

  TapedTrainableNetwork(
      Recipe recipe, Shape input, int classes, ComputeMode mode, NDManager manager) {
    super(recipe, input, classes, mode, manager);
    average =
        averaged == null
            ? null
            : new ExponentialMovingAverage(
                List.copyOf(arrays("", averaged).values()),
                List.copyOf(arrays("", network).values()),
                mode);
  }

  @Override
  public List<TrainableTensor> parameters() {
    Map<String, NDArray> arrays = arrays("", network);
    List<TrainableTensor> parameters = new ArrayList<>();
    shapes()
        .keySet()
        .forEach(
            name ->
                parameters.add(
                    TrainableTensor.taped(name, Objects.requireNonNull(arrays.get(name)))));
    return parameters;
  }

  @Override
  public void computeGradients(NDArray images, UnaryOperator<NDArray> loss) {
    try (GradientTape tape = GradientTape.record()) {
      tape.backward(loss.apply(logits(network, images, true)));
    }
  }

  @Override
  public void updated(double share) {
    if (average != null) {
      average.lerp(share);
    }
  }

  @Override
  public void written() {}

  @Override
  void refresh() {}

  @Override
  public NDArray predict(NDArray images) {
    return logits(evaluated(), images, false);
  }

  @Override
  String library() {
    return libtorch();
  }

  @Override
  public NDArray moment(String parameter, Shape shape, @Nullable NDArray moment, NDManager scope) {
    return Objects.requireNonNull(moment, parameter);
  }

  @Override
  public void setMoment(String parameter, NDArray moment, NDArray from) {
    moment.set(ALL, from);
  }

  @Override
  public void close() {
    if (average != null) {
      average.close();
    }
  }
}
