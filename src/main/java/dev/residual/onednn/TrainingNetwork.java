package dev.residual.onednn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.residual.nn.NetworkOutline;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.ExponentialMovingAverage;
import dev.residual.torch.TensorMemory;
import dev.residual.torch.TrainableTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A residual network up to its last feature maps, compiled for training on the processor in bf16.
 * Forward and backward pass are lists of oneDNN's kernels over memory that is planned once. It must
 * be used by one thread only, always with the same number of OpenMP threads, and not after it is
 * closed. The same inputs then give the same bits.
 */
public final class TrainingNetwork implements AutoCloseable {

  private static final NDIndex ALL = new NDIndex("...");

  /** PyTorch's momentum of batch norms. */
  private static final double MOMENTUM = 0.1;

  private final long features;
  private final NativeScope natives = new NativeScope();
  private final TrainableWeights weights;
  private final Map<Integer, TrainingPlan> plans = new HashMap<>();
  private final long stream;
  private final ExponentialMovingAverage means;
  private final ExponentialMovingAverage variances;
  private @Nullable TrainingPlan last;

  /**
   * Compiles a network. Its weights are zero until {@link #load} is called.
   *
   * @param batchSizes the numbers of images that batches have, that of most batches first
   * @param shortened whether taps of kernels that reach only padding are left out of the training.
   *     Their gradients are zero, so they keep their values unless weight decay changes them.
   * @param manager owner of weights and gradients
   * @throws OneDnnException if oneDNN has no kernels for this network, or their results are wrong
   */
  public TrainingNetwork(
      NetworkOutline outline,
      List<Integer> batchSizes,
      boolean shortened,
      ComputeMode mode,
      NDManager manager) {
    features = outline.features();
    weights = new TrainableWeights(manager, natives);
    try {
      stream = natives.stream();
      for (int count : batchSizes) {
        plans.put(count, new TrainingPlan(outline, weights, count, shortened, manager, natives));
      }
      long bytes = plans.values().stream().mapToLong(TrainingPlan::bytes).max().orElseThrow();
      NativeBuffer memory = natives.own(new NativeBuffer(bytes));
      plans.values().forEach(plan -> plan.bind(memory.address()));
      means = average(TrainableNorm::runningMean, TrainableNorm::mean, mode);
      variances = average(TrainableNorm::runningVariance, TrainableNorm::variance, mode);
    } catch (Throwable e) {
      natives.close();
      throw e;
    }
  }

  /** Returns the number of channels with which a network with fewer channels is computed. */
  public static int alignedChannels(int channels) {
    return ConvolutionShape.aligned(channels);
  }

  private ExponentialMovingAverage average(
      Function<TrainableNorm, NDArray> running,
      Function<TrainableNorm, NDArray> latest,
      ComputeMode mode) {
    List<TrainableNorm> norms = List.copyOf(weights.norms().values());
    ExponentialMovingAverage average =
        new ExponentialMovingAverage(
            norms.stream().map(running).toList(), norms.stream().map(latest).toList(), mode);
    natives.own(average::close);
    return average;
  }

  /** Returns the parameters that a training changes, in forward order. */
  public List<TrainableTensor> weights() {
    List<TrainableTensor> all = new ArrayList<>();
    weights
        .convolutions()
        .forEach(
            (name, conv) ->
                all.add(
                    new TrainableTensor(name + ".weight", conv.values(), conv.gradient(), true)));
    weights
        .biases()
        .forEach(
            (name, bias) -> {
              if (bias.gradient() != null) {
                all.add(new TrainableTensor(name + ".bias", bias.values(), bias.gradient(), false));
              }
            });
    weights
        .norms()
        .forEach(
            (name, norm) -> {
              all.add(
                  new TrainableTensor(name + ".weight", norm.scale(), norm.scaleGradient(), false));
              all.add(
                  new TrainableTensor(name + ".bias", norm.shift(), norm.shiftGradient(), false));
            });
    return all;
  }

  /**
   * Returns all values of the network by their torchvision names, in the layouts of its kernels.
   */
  public Map<String, NDArray> values() {
    Map<String, NDArray> all = new HashMap<>();
    weights.convolutions().forEach((name, conv) -> all.put(name + ".weight", conv.values()));
    weights.biases().forEach((name, bias) -> all.put(name + ".bias", bias.values()));
    weights
        .norms()
        .forEach(
            (name, norm) -> {
              all.put(name + ".weight", norm.scale());
              all.put(name + ".bias", norm.shift());
              all.put(name + ".running_mean", norm.runningMean());
              all.put(name + ".running_var", norm.runningVariance());
            });
    return all;
  }

  /**
   * Computes the last feature maps with the statistics of the batch.
   *
   * @param images fp32 (n, channels, h, w), as many as batches have
   * @return fp32 (h' * w', n, features), which the next call may overwrite; the caller closes it
   */
  public NDArray forward(NDArray images) {
    int count = (int) images.getShape().get(0);
    TrainingPlan plan =
        Objects.requireNonNull(plans.get(count), () -> "no plan for " + count + " images");
    last = plan;
    try (NDArray flat = images.flatten()) {
      NDArray aligned =
          plan.forward(TensorMemory.address(flat), stream).reshape(plan.featureShape());
      if (aligned.getShape().get(2) == features) {
        return aligned;
      }
      try (aligned) {
        return aligned.get(usedFeatures());
      }
    }
  }

  /**
   * Computes the gradients of the weights for the last batch, and adds its statistics to the
   * running ones.
   *
   * @param gradient of the feature maps, in their shape
   */
  public void backward(NDArray gradient) {
    TrainingPlan plan = Objects.requireNonNull(last, "forward must come before backward");
    try (NDArray flat = flat(gradient, plan.featureShape())) {
      plan.backward(TensorMemory.address(flat), stream);
    }
    for (TrainingPlan.Statistics each : plan.statistics()) {
      each.norm().variance().muli(each.varianceCorrection());
    }
    means.lerp(MOMENTUM);
    variances.lerp(MOMENTUM);
  }

  private NDArray flat(NDArray gradient, Shape shape) {
    if (gradient.getShape().equals(shape)) {
      return gradient.flatten();
    }
    try (NDArray aligned = gradient.getManager().zeros(shape)) {
      aligned.set(usedFeatures(), gradient);
      return aligned.flatten();
    }
  }

  private NDIndex usedFeatures() {
    return new NDIndex(":, :, 0:{}", features);
  }

  /**
   * Copies a parameter, or an array of its shape, to an array in the layout of its kernels.
   *
   * @param name torchvision name of the parameter
   * @param target an array as in {@link #values}
   */
  public void load(String name, NDArray logical, NDArray target) {
    TrainableConvolution conv = convolution(name);
    if (conv == null) {
      target.set(used(logical), logical);
    } else {
      conv.load(logical, target);
    }
  }

  /**
   * Copies an array in the layout of a parameter's kernels to one of the parameter's shape. Taps
   * that are left out of the training stay as they are.
   *
   * @param name torchvision name of the parameter
   */
  public void store(String name, NDArray flat, NDArray logical) {
    TrainableConvolution conv = convolution(name);
    if (conv == null) {
      try (NDArray used = flat.get(used(logical))) {
        logical.set(ALL, used);
      }
    } else {
      conv.store(flat, logical);
    }
  }

  /** Returns the channels that the network has; the kernels may have more. */
  private static NDIndex used(NDArray logical) {
    return new NDIndex("0:{}", logical.size());
  }

  private @Nullable TrainableConvolution convolution(String name) {
    return name.endsWith(".weight")
        ? weights.find(name.substring(0, name.length() - ".weight".length()))
        : null;
  }

  @Override
  public void close() {
    natives.close();
  }
}
