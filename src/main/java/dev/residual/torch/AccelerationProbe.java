package dev.residual.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.sun.jna.Platform;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds out which of libtorch's faster ways a device has; one line in the log for each it lacks.
 */
@Component
class AccelerationProbe {

  private static final Logger log = LoggerFactory.getLogger(AccelerationProbe.class);

  private final TorchSettings settings;

  AccelerationProbe(TorchSettings settings) {
    this.settings = settings;
  }

  /**
   * Tries them. Loads the engine.
   *
   * <p>On a thread of its own: OpenMP keeps helpers for each thread that ever computed, and once
   * there are more of them than cores, those of all threads fall asleep after each operation. A
   * training step took 215 in place of 190 ms at 96 pixels, 64 in place of 46 at 28.
   *
   * @param bf16 whether the device's hardware multiplies bfloat16
   * @return for each {@code on}, or why not
   */
  Map<Acceleration, String> of(ComputeDevice.Kind kind, Device device, boolean bf16) {
    FutureTask<Map<Acceleration, String>> trial = new FutureTask<>(() -> tried(kind, device, bf16));
    new Thread(trial, "accelerations").start();
    try {
      return trial.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The engine could not be tried", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the engine was tried", e);
    }
  }

  private Map<Acceleration, String> tried(ComputeDevice.Kind kind, Device device, boolean bf16) {
    Map<Acceleration, String> found = new EnumMap<>(Acceleration.class);
    if (kind == ComputeDevice.Kind.CPU) {
      // Before the engine loads, or its memory lies elsewhere already.
      note(found, Acceleration.KEPT_MEMORY, this::retainFreedMemory);
    }
    GradMode.off();
    if (kind == ComputeDevice.Kind.CPU) {
      // Not a matter of settings: what is plain has to be right too.
      note(found, Acceleration.ONEDNN, tried(OneDnnCheck::obstacle));
    }
    try (NDManager manager = Engine.getInstance().newBaseManager(device)) {
      NumericsCheck test = new NumericsCheck(kind, manager);
      note(found, Acceleration.BF16, () -> tryBf16(test, bf16, isOff(found, Acceleration.ONEDNN)));
      note(
          found,
          Acceleration.CHANNELS_LAST,
          () ->
              ComputeDevice.ON.equals(found.get(Acceleration.BF16))
                  ? test.ofConvolutions(MemoryFormat.CHANNELS_LAST)
                  : Optional.of("goes with bf16 only"));
      note(found, Acceleration.FUSED_UPDATES, () -> tryFused(test));
    }
    return Map.copyOf(found);
  }

  private void note(
      Map<Acceleration, String> found,
      Acceleration acceleration,
      Supplier<Optional<String>> obstacle) {
    note(
        found,
        acceleration,
        settings.accelerate()
            ? tried(obstacle)
            : Optional.of("switched off by residual.torch.accelerate"));
  }

  private static void note(
      Map<Acceleration, String> found, Acceleration acceleration, Optional<String> obstacle) {
    String state = obstacle.orElse(ComputeDevice.ON);
    found.put(acceleration, state);
    if (!state.equals(ComputeDevice.ON)) {
      log.info("No {}: {}", acceleration, state);
    }
  }

  private static boolean isOff(Map<Acceleration, String> found, Acceleration acceleration) {
    return found.containsKey(acceleration) && !found.get(acceleration).equals(ComputeDevice.ON);
  }

  /** Returns the obstacle that a trial finds. A trial that fails is an obstacle, too. */
  private static Optional<String> tried(Supplier<Optional<String>> obstacle) {
    try {
      return obstacle.get();
    } catch (RuntimeException e) {
      return Optional.of("could not be tried: " + e.getMessage());
    }
  }

  private Optional<String> retainFreedMemory() {
    return settings.retainFreedMemory()
        ? MallocTuning.retainFreedMemory()
        : Optional.of("switched off by residual.torch.retain-freed-memory");
  }

  private static Optional<String> tryBf16(
      NumericsCheck test, boolean hardware, boolean withoutOneDnn) {
    if (!hardware) {
      return Optional.of("the device does not multiply bfloat16");
    }
    if (withoutOneDnn) {
      return Optional.of("goes with onednn only");
    }
    if (!Autocast.isAvailable()) {
      return Optional.of(
          "this libtorch has no autocast that is known on " + Platform.RESOURCE_PREFIX);
    }
    return test.ofConvolutions(MemoryFormat.CONTIGUOUS);
  }

  private static Optional<String> tryFused(NumericsCheck test) {
    Optional<UpdateKernels> fused = FusedKernels.find();
    return fused.isPresent()
        ? test.ofUpdates(fused.get())
        : Optional.of("this libtorch has none that are known");
  }
}
