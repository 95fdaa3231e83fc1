package dev.residual.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The oneDNN that is part of libtorch and computes convolutions and matrix products on processors.
 * It is corrected, or else switched off, for this process, where it computes them wrong.
 *
 * <p>Version 3.7.1 asks an AMD processor for its caches (CPUID leaf 8000001D). Some hypervisors
 * leave that empty; it then takes each cache for one byte large, and reorders tensors whose
 * channels do not fill its blocks (16 in AVX-512) in a way that leaves memory uninitialised.
 * Outputs and gradients are then wrong, or NaN, and others each time. {@link CpuCacheSizes}
 * corrects this.
 */
final class OneDnnCheck {

  private static final Logger log = LoggerFactory.getLogger(OneDnnCheck.class);

  private static final String CONTEXT = "_ZN2at13globalContextEv";
  private static final String ENABLE = "_ZN2at7Context20setUserEnabledMkldnnEb";
  private static final String ENABLE_NNPACK = "_ZN2at7Context20setUserEnabledNNPACKEb";

  /** What is wrong is found out once for the process, by the first use. */
  private static final class Holder {
    static final Optional<String> OBSTACLE = tried();
  }

  private OneDnnCheck() {}

  /**
   * Returns what is wrong with it, so that it is switched off, or empty if it is right. The first
   * call tries it, which loads the engine.
   */
  static Optional<String> obstacle() {
    return Holder.OBSTACLE;
  }

  /** Tries it on a thread of its own, so that the caller gets no helpers of OpenMP. */
  private static Optional<String> tried() {
    FutureTask<Optional<String>> trial = new FutureTask<>(OneDnnCheck::triedHere);
    new Thread(trial, "onednn").start();
    try {
      return trial.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("oneDNN could not be tried", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while oneDNN was tried", e);
    }
  }

  private static Optional<String> triedHere() {
    GradMode.off();
    Optional<Switch> found = Switch.find(ENABLE);
    if (found.isEmpty()) {
      log.debug("This libtorch has no switch for oneDNN that is known");
      return Optional.empty();
    }
    Switch oneDnn = found.get();
    // NNPACK computes only what oneDNN does not. Each reference computation would use it, or log
    // that it does not support this processor.
    Optional<Switch> nnpack = Switch.find(ENABLE_NNPACK);
    nnpack.ifPresent(it -> it.set(false));
    try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
      // First, because oneDNN keeps what it has compiled, and how.
      if (CpuCacheSizes.correct(manager)) {
        log.info("oneDNN: corrected the processor's cache sizes, which the hypervisor hides");
      }
      Optional<String> obstacle =
          new NumericsCheck(ComputeDevice.Kind.CPU, manager).ofOneDnn(oneDnn::set);
      oneDnn.set(obstacle.isEmpty());
      nnpack.ifPresent(it -> it.set(obstacle.isPresent()));
      return obstacle;
    }
  }

  /** A switch of libtorch, which holds for the process. */
  private record Switch(Pointer context, Function enable) {

    static Optional<Switch> find(String name) {
      return Libtorch.function(CONTEXT)
          .flatMap(
              context ->
                  Libtorch.function(name)
                      .map(enable -> new Switch(context.invokePointer(new Object[0]), enable)));
    }

    void set(boolean on) {
      enable.invokeVoid(new Object[] {context, (byte) (on ? 1 : 0)});
    }
  }
}
