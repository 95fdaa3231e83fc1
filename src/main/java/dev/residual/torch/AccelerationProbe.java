package dev.residual.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.sun.jna.Function;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Checks which of libtorch's accelerations are available and correct on a device. It writes one
 * line to the log for each acceleration that is not used.
 */
@Component
class AccelerationProbe {

  private static final Logger log = LoggerFactory.getLogger(AccelerationProbe.class);

  private static final String CONTEXT = "_ZN2at13globalContextEv";
  private static final String CONVOLUTIONS_IN_TF32 = "_ZN2at7Context17setAllowTF32CuDNNEb";
  private static final String PRODUCTS_IN_TF32 = "_ZN2at7Context18setAllowTF32CuBLASEb";
  private static final String DETERMINISTIC = "_ZN2at7Context21setDeterministicCuDNNEb";

  private final TorchSettings settings;
  private final List<Acceleration.Check> others;

  /**
   * Creates a probe.
   *
   * @param others checks of accelerations of other modules
   */
  AccelerationProbe(TorchSettings settings, List<Acceleration.Check> others) {
    this.settings = settings;
    this.others = others;
  }

  /**
   * Checks each acceleration, which loads the engine.
   *
   * <p>The checks run on a separate thread that ends afterwards. OpenMP keeps worker threads for
   * each thread that has ever computed, and once there are more of them than cores, those of all
   * threads sleep after each operation. A training step took 215 ms instead of 190 ms at 96 pixels,
   * and 64 ms instead of 46 ms at 28 pixels.
   *
   * @param bf16 whether the device has bfloat16 instructions
   * @return for each acceleration {@code on}, or the reason why it is not used
   * @throws IllegalStateException if the engine fails to load or this thread is interrupted
   */
  Map<Acceleration, String> probe(ComputeDevice.Kind kind, Device device, boolean bf16) {
    FutureTask<Map<Acceleration, String>> checks =
        new FutureTask<>(() -> checkAll(kind, device, bf16));
    new Thread(checks, "accelerations").start();
    try {
      return checks.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The accelerations could not be checked", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the accelerations were checked", e);
    }
  }

  private Map<Acceleration, String> checkAll(ComputeDevice.Kind kind, Device device, boolean bf16) {
    Map<Acceleration, String> states = new EnumMap<>(Acceleration.class);
    if (kind == ComputeDevice.Kind.CPU) {
      // This must come before the engine loads and allocates memory.
      putIfEnabled(states, Acceleration.KEPT_MEMORY, this::retainFreedMemory);
    }
    GradMode.off();
    if (kind == ComputeDevice.Kind.GPU) {
      makeCudaExact();
    }
    if (kind == ComputeDevice.Kind.CPU) {
      // This check ignores the settings, because libtorch uses oneDNN without accelerations too.
      put(states, Acceleration.ONEDNN, run(OneDnnCheck::failure));
    }
    try (NDManager manager = Engine.getInstance().newBaseManager(device)) {
      NumericsCheck numerics = new NumericsCheck(kind, manager);
      putIfEnabled(
          states,
          Acceleration.BF16,
          () -> checkBf16(numerics, bf16, isOff(states, Acceleration.ONEDNN)));
      putIfEnabled(
          states,
          Acceleration.CHANNELS_LAST,
          () ->
              ComputeDevice.ON.equals(states.get(Acceleration.BF16))
                  ? numerics.checkConvolutions(MemoryFormat.CHANNELS_LAST)
                  : Optional.of("it requires bf16"));
      putIfEnabled(states, Acceleration.FUSED_UPDATES, () -> checkFusedUpdates(numerics));
    }
    if (kind == ComputeDevice.Kind.CPU) {
      for (Acceleration.Check other : others) {
        putIfEnabled(
            states,
            other.acceleration(),
            () ->
                isOff(states, Acceleration.BF16)
                    ? Optional.of("it requires bf16")
                    : other.failure());
      }
    }
    return Map.copyOf(states);
  }

  /**
   * Makes fp32 on CUDA devices IEEE 754 binary32, and cuDNN choose algorithms whose results are the
   * same each time. By default cuDNN computes fp32 convolutions in TF32, which has 10 bits of
   * mantissa. This applies to the whole process.
   */
  private static void makeCudaExact() {
    set(CONVOLUTIONS_IN_TF32, false);
    set(PRODUCTS_IN_TF32, false);
    set(DETERMINISTIC, true);
  }

  private static void set(String setting, boolean on) {
    Optional<Function> context = Libtorch.function(CONTEXT);
    Optional<Function> setter = Libtorch.function(setting);
    if (context.isEmpty() || setter.isEmpty()) {
      log.info("This libtorch has no known function {}", setting);
      return;
    }
    Pointer instance = context.get().invokePointer(new Object[0]);
    setter.get().invokeVoid(new Object[] {instance, (byte) (on ? 1 : 0)});
  }

  private void putIfEnabled(
      Map<Acceleration, String> states,
      Acceleration acceleration,
      Supplier<Optional<String>> check) {
    put(
        states,
        acceleration,
        settings.accelerate()
            ? run(check)
            : Optional.of("switched off by residual.torch.accelerate"));
  }

  private static void put(
      Map<Acceleration, String> states, Acceleration acceleration, Optional<String> failure) {
    String state = failure.orElse(ComputeDevice.ON);
    states.put(acceleration, state);
    if (!state.equals(ComputeDevice.ON)) {
      log.info("Acceleration {} is not used: {}", acceleration, state);
    }
  }

  private static boolean isOff(Map<Acceleration, String> states, Acceleration acceleration) {
    return states.containsKey(acceleration) && !states.get(acceleration).equals(ComputeDevice.ON);
  }

  /** Runs a check. A check that throws an exception counts as failed. */
  private static Optional<String> run(Supplier<Optional<String>> check) {
    try {
      return check.get();
    } catch (RuntimeException e) {
      return Optional.of("it could not be checked: " + e.getMessage());
    }
  }

  private Optional<String> retainFreedMemory() {
    return settings.retainFreedMemory()
        ? MallocTuning.retainFreedMemory()
        : Optional.of("switched off by residual.torch.retain-freed-memory");
  }

  private static Optional<String> checkBf16(
      NumericsCheck numerics, boolean hardware, boolean withoutOneDnn) {
    if (!hardware) {
      return Optional.of("the device has no bfloat16 instructions");
    }
    if (withoutOneDnn) {
      return Optional.of("it requires onednn");
    }
    if (!Autocast.isAvailable()) {
      return Optional.of(
          "this libtorch has no known functions for autocast on " + Platform.RESOURCE_PREFIX);
    }
    return numerics.checkConvolutions(MemoryFormat.CONTIGUOUS);
  }

  private static Optional<String> checkFusedUpdates(NumericsCheck numerics) {
    Optional<UpdateKernels> fused = FusedKernels.find();
    return fused.isPresent()
        ? numerics.checkUpdates(fused.get())
        : Optional.of("this libtorch has no known functions for fused updates");
  }
}
