package dev.residual.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the oneDNN in libtorch, which computes convolutions and matrix products on processors. If
 * its results are wrong, it is corrected or else switched off for this process.
 *
 * <p>oneDNN 3.7.1 asks an AMD processor for the sizes of its caches (CPUID leaf 8000001D). Some
 * hypervisors leave that leaf empty. oneDNN then assumes that each cache has one byte, and reorders
 * tensors whose channels do not fill its blocks (16 in AVX-512) in a way that leaves memory
 * uninitialized. As a result, outputs and gradients are wrong or NaN, and differ from call to call.
 * {@link CpuCacheSizes} corrects this.
 */
final class OneDnnCheck {

  private static final Logger log = LoggerFactory.getLogger(OneDnnCheck.class);

  private static final String CONTEXT = "_ZN2at13globalContextEv";
  private static final String ENABLE = "_ZN2at7Context20setUserEnabledMkldnnEb";
  private static final String ENABLE_NNPACK = "_ZN2at7Context20setUserEnabledNNPACKEb";

  private static final String VERSION = "_ZN2at18get_mkldnn_versionB5cxx11Ev";
  private static final Pattern NUMBER = Pattern.compile("v(\\d+(\\.\\d+)+)");

  /** The size of a {@code std::string} of libstdc++: a pointer, a length, and short texts. */
  private static final int STRING_BYTES = 32;

  /** Runs the check on first use, once for the process. */
  private static final class Holder {
    static final Optional<String> FAILURE = check();
  }

  /** Asks for the version on first use, since the text of each answer is never freed. */
  private static final class Version {
    static final Optional<String> TEXT = find();

    private static Optional<String> find() {
      // Elsewhere a function returns a string in another way.
      if (!Platform.isLinux() || !Platform.isIntel() || !Platform.is64Bit()) {
        return Optional.empty();
      }
      return Libtorch.function(VERSION)
          .map(
              function -> {
                Memory string = new Memory(STRING_BYTES);
                string.clear();
                function.invokeVoid(new Object[] {string});
                int length = Math.toIntExact(string.getLong(Native.POINTER_SIZE));
                return new String(
                    string.getPointer(0).getByteArray(0, length), StandardCharsets.UTF_8);
              })
          .map(NUMBER::matcher)
          .filter(Matcher::find)
          .map(number -> number.group(1));
    }
  }

  private OneDnnCheck() {}

  /**
   * Returns the reason why oneDNN is switched off, or empty if its results are correct. The first
   * call runs the check, which loads the engine.
   */
  static Optional<String> failure() {
    return Holder.FAILURE;
  }

  /** Returns the version of libtorch's oneDNN, or empty if this libtorch does not tell. */
  static Optional<String> version() {
    return Version.TEXT;
  }

  /** Runs the check on a separate thread, so that OpenMP keeps no worker threads for the caller. */
  private static Optional<String> check() {
    FutureTask<Optional<String>> check = new FutureTask<>(OneDnnCheck::checkOnThisThread);
    new Thread(check, "onednn").start();
    try {
      return check.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("oneDNN could not be checked", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while oneDNN was checked", e);
    }
  }

  private static Optional<String> checkOnThisThread() {
    GradMode.off();
    Optional<Switch> found = Switch.find(ENABLE);
    if (found.isEmpty()) {
      log.debug("oneDNN is not checked because this libtorch has no known switch for it");
      return Optional.empty();
    }
    Switch oneDnn = found.get();
    // NNPACK computes only what oneDNN does not. Each reference computation would use it, or log
    // that it does not support this processor.
    Optional<Switch> nnpack = Switch.find(ENABLE_NNPACK);
    nnpack.ifPresent(it -> it.set(false));
    try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
      // This comes first, because oneDNN keeps the kernels that it has compiled for wrong sizes.
      if (CpuCacheSizes.correct(manager)) {
        log.info(
            "The processor's cache sizes, which the hypervisor hides, were corrected in oneDNN");
      }
      Optional<String> failure =
          new NumericsCheck(ComputeDevice.Kind.CPU, manager).checkOneDnn(oneDnn::set);
      oneDnn.set(failure.isEmpty());
      nnpack.ifPresent(it -> it.set(failure.isPresent()));
      return failure;
    }
  }

  /** A switch of libtorch, which applies to the whole process. */
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
