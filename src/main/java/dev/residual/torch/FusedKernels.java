package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.residual.torch.ParameterGroup.AdamRule;
import dev.residual.torch.ParameterGroup.SgdRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Update kernels that use libtorch's fused functions, which read and write each number once. */
final class FusedKernels implements UpdateKernels {

  private static final String ADAM =
      "_ZN2at4_ops12_fused_adam_4callEN3c108ArrayRefINS_6TensorEEES5_S5_S5_S5_S5_dddddbb"
          + "RKSt8optionalIS4_ES9_";
  private static final String ADAMW =
      "_ZN2at4_ops13_fused_adamw_4callEN3c108ArrayRefINS_6TensorEEES5_S5_S5_S5_S5_dddddbb"
          + "RKSt8optionalIS4_ES9_";
  private static final String SGD =
      "_ZN2at4_ops11_fused_sgd_4callEN3c108ArrayRefINS_6TensorEEES5_S5_ddddbbb"
          + "RKSt8optionalIS4_ES9_";
  private static final String ZERO =
      "_ZN2at4_ops14_foreach_zero_4callEN3c108ArrayRefINS_6TensorEEE";

  /**
   * The size of {@code std::optional<at::Tensor>}, a pointer and a flag that says whether it is
   * present.
   */
  private static final int OPTIONAL_BYTES = 16;

  private final Function adam;
  private final Function adamw;
  private final Function sgd;
  private final Function zero;

  private FusedKernels(Function adam, Function adamw, Function sgd, Function zero) {
    this.adam = adam;
    this.adamw = adamw;
    this.sgd = sgd;
    this.zero = zero;
  }

  /** Returns the kernels, or empty if this libtorch does not have all of them. */
  static Optional<UpdateKernels> find() {
    Optional<Function> adam = Libtorch.function(ADAM);
    Optional<Function> adamw = Libtorch.function(ADAMW);
    Optional<Function> sgd = Libtorch.function(SGD);
    Optional<Function> zero = Libtorch.function(ZERO);
    return adam.isPresent() && adamw.isPresent() && sgd.isPresent() && zero.isPresent()
        ? Optional.of(new FusedKernels(adam.get(), adamw.get(), sgd.get(), zero.get()))
        : Optional.empty();
  }

  @Override
  public void adam(
      TensorList weights,
      TensorList gradients,
      TensorList means,
      TensorList variances,
      NDArray steps,
      AdamRule rule,
      @Nullable NDArray divisor) {
    gradients.requireSameShapes(weights);
    means.requireSameShapes(weights);
    variances.requireSameShapes(weights);
    try (Memory counters = repeated(steps, weights.size());
        Memory scale = optional(divisor);
        Memory foundInf = optional(null)) {
      List<Object> arguments = new ArrayList<>();
      add(arguments, weights.pointers(), weights.size());
      add(arguments, gradients.pointers(), weights.size());
      add(arguments, means.pointers(), weights.size());
      add(arguments, variances.pointers(), weights.size());
      add(arguments, Pointer.NULL, 0); // maximum variances, used only by AMSGrad
      add(arguments, counters, weights.size());
      arguments.add(rule.learningRate());
      arguments.add(rule.beta1());
      arguments.add(rule.beta2());
      arguments.add(rule.weightDecay());
      arguments.add(rule.epsilon());
      arguments.add(0); // amsgrad
      arguments.add(0); // maximize
      arguments.add(scale);
      arguments.add(foundInf);
      (rule.decoupled() ? adamw : adam).invokeVoid(arguments.toArray());
    }
  }

  @Override
  public void sgd(
      TensorList weights,
      TensorList gradients,
      TensorList velocities,
      SgdRule rule,
      @Nullable NDArray divisor) {
    velocities.requireSameShapes(weights);
    boolean momentum = rule.momentum() != 0;
    sgd(
        weights,
        gradients,
        momentum ? velocities.pointers() : Pointer.NULL,
        momentum ? weights.size() : 0,
        rule,
        false,
        divisor);
  }

  /**
   * Computes average - share * (average - weight). This equals a maximizing SGD step on the average
   * whose gradient is the weight, with the average itself as weight decay.
   */
  @Override
  public void lerp(TensorList averages, TensorList weights, double share) {
    sgd(averages, weights, Pointer.NULL, 0, new SgdRule(share, 0, false, 1), true, null);
  }

  @Override
  public void zero(TensorList tensors) {
    List<Object> arguments = new ArrayList<>();
    add(arguments, tensors.pointers(), tensors.size());
    zero.invokeVoid(arguments.toArray());
  }

  private void sgd(
      TensorList weights,
      TensorList gradients,
      @Nullable Pointer velocities,
      int velocityCount,
      SgdRule rule,
      boolean maximize,
      @Nullable NDArray divisor) {
    gradients.requireSameShapes(weights);
    try (Memory scale = optional(divisor);
        Memory foundInf = optional(null)) {
      List<Object> arguments = new ArrayList<>();
      add(arguments, weights.pointers(), weights.size());
      add(arguments, gradients.pointers(), weights.size());
      add(arguments, velocities, velocityCount);
      arguments.add(rule.weightDecay());
      arguments.add(rule.momentum());
      arguments.add(rule.learningRate());
      arguments.add(0.0); // dampening
      arguments.add(rule.nesterov() ? 1 : 0);
      arguments.add(maximize ? 1 : 0);
      arguments.add(0); // first step flag, not needed because the velocities are then zero
      arguments.add(scale);
      arguments.add(foundInf);
      sgd.invokeVoid(arguments.toArray());
    }
  }

  /** Adds an {@code at::ArrayRef}, which is passed as its two members. */
  private static void add(List<Object> arguments, @Nullable Pointer first, long length) {
    arguments.add(first);
    arguments.add(length);
  }

  private static Memory repeated(NDArray scalar, int times) {
    Memory memory = new Memory(Math.max(1, (long) times * Long.BYTES));
    for (int i = 0; i < times; i++) {
      memory.setPointer((long) i * Long.BYTES, TensorList.implementation(scalar));
    }
    return memory;
  }

  private static Memory optional(@Nullable NDArray tensor) {
    Memory memory = new Memory(OPTIONAL_BYTES);
    memory.clear();
    if (tensor != null) {
      memory.setPointer(0, TensorList.implementation(tensor));
      memory.setByte(Long.BYTES, (byte) 1);
    }
    return memory;
  }
}
