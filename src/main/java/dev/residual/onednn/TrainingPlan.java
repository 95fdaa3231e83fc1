package dev.residual.onednn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.nn.NetworkOutline;
import dev.residual.nn.NetworkOutline.Residual;
import dev.residual.torch.TensorMemory;
import java.util.ArrayList;
import java.util.List;

/** The forward and the backward pass of a network for one number of images. */
final class TrainingPlan {

  /**
   * A norm that a forward pass computes.
   *
   * @param values number of values of each channel, over which its statistics are; at least 2
   */
  record Statistics(TrainableNorm norm, long values) {

    /** Returns the factor from the variance of these values to the estimate for all images. */
    double varianceCorrection() {
      return values / (values - 1.0);
    }
  }

  private final UnrolledImages images;
  private final NDArray features;
  private final Shape featureShape;
  private final long gradientMemory;
  private final List<Step> forwardSteps;
  private final List<Step> backwardSteps;
  private final MemoryPlan memoryPlan;
  private final List<Statistics> statistics;
  private final NativeScope owner;
  private final List<PreparedCall> forward = new ArrayList<>();
  private final List<PreparedCall> backward = new ArrayList<>();

  /**
   * Creates the kernels.
   *
   * @param count number of images
   * @param shortened whether taps that reach only padding are left out
   * @param manager owner of the features
   */
  TrainingPlan(
      NetworkOutline outline,
      TrainableWeights weights,
      int count,
      boolean shortened,
      NDManager manager,
      NativeScope owner) {
    this.owner = owner;
    images = new UnrolledImages(outline.stem().conv(), count, owner);
    try (NativeScope descriptors = new NativeScope()) {
      TrainingPlanBuilder plan =
          new TrainingPlanBuilder(weights, count, shortened, owner, descriptors);
      Tensor x = plan.stem(outline.stem(), images, outline.pooled());
      for (Residual block : outline.blocks()) {
        x = residual(plan, block, x);
      }
      MapSize size = x.size();
      featureShape = new Shape((long) size.height() * size.width(), count, size.channels());
      features = manager.zeros(new Shape(featureShape.size()));
      Descriptor layout = plan.layout().pixelsFirst(size, owner);
      // Each backward pass sets the address of its gradient.
      gradientMemory = owner.memory(layout, TensorMemory.address(features));
      plan.output(x, owner.memory(layout, TensorMemory.address(features)), gradientMemory);
      plan.finish();
      forwardSteps = plan.forwardSteps();
      backwardSteps = plan.backwardSteps();
      statistics = plan.statistics();
    }
    List<Step> all = new ArrayList<>(forwardSteps);
    all.addAll(backwardSteps);
    memoryPlan = new MemoryPlan(all);
  }

  private static Tensor residual(TrainingPlanBuilder plan, Residual block, Tensor x) {
    int last = block.body().size() - 1;
    Tensor y = x;
    for (int i = 0; i < last; i++) {
      y = plan.unit(y, block.body().get(i), true);
    }
    y = plan.unit(y, block.body().get(last), false);

    Tensor identity = block.shortcut() == null ? x : plan.unit(x, block.shortcut(), false);
    return plan.addRelu(y, identity);
  }

  /** Returns the size of the memory for the maps and their gradients. */
  long bytes() {
    return memoryPlan.bytes();
  }

  /** Binds the steps to memory of {@link #bytes}, which other plans may use in turn. */
  void bind(long address) {
    forwardSteps.forEach(step -> forward.add(bound(step, address)));
    backwardSteps.forEach(step -> backward.add(bound(step, address)));
  }

  private PreparedCall bound(Step step, long address) {
    return new PreparedCall(
        step,
        tensor -> address + memoryPlan.offset(tensor),
        address + memoryPlan.scratchpad(),
        owner);
  }

  List<Statistics> statistics() {
    return statistics;
  }

  /**
   * Copies the weights and computes the features.
   *
   * @param address of fp32 images (n, channels, h, w)
   * @return fp32 values with the shape {@link #featureShape}, overwritten by the next pass
   */
  NDArray forward(long address, long stream) {
    images.copy(address, stream);
    forward.forEach(call -> call.run(stream));
    return features;
  }

  /** Returns the shape of the features, (h * w, n, c). */
  Shape featureShape() {
    return featureShape;
  }

  /**
   * Computes the gradients of the weights.
   *
   * @param address of the gradient of the features, in their shape
   */
  void backward(long address, long stream) {
    Status.require(Dnnl.memorySetDataHandle(gradientMemory, address), "to set an address");
    backward.forEach(call -> call.run(stream));
  }
}
