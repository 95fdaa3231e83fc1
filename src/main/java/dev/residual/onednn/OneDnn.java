package dev.residual.onednn;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import dev.residual.natives.NativeLibraries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Loads the oneDNN library and sets the number of threads that it uses. */
public final class OneDnn {

  /** Comes first, and is used if no other library of this name is loaded. */
  private static final String OPENMP = "libgomp.so.1";

  private static final String ONEDNN = "libdnnl.so.3";

  private static final int CPU = 1;

  private OneDnn() {}

  /** Holds the library, which is loaded on first use. */
  private static final class Loaded {

    private static @Nullable NativeLibrary library;
    private static long engine;
    private static @Nullable String unavailableReason;

    static {
      try {
        NativeLibrary loaded = load();
        engine = Status.create("to create an engine", out -> Dnnl.engineCreate(out, CPU, 0));
        library = loaded;
      } catch (IllegalStateException e) {
        unavailableReason = e.getMessage();
      } catch (IOException | RuntimeException | LinkageError e) {
        unavailableReason = "oneDNN could not be loaded: " + e;
      }
    }

    private static NativeLibrary load() throws IOException {
      if (!Platform.isLinux() || !Platform.isIntel() || !Platform.is64Bit()) {
        throw new IllegalStateException("oneDNN is available only for Linux on x86-64");
      }
      Path folder = NativeLibraries.oneDnn();
      NativeLibrary.getInstance(folder.resolve(OPENMP).toString(), Dnnl.OPTIONS);
      return Dnnl.bind(folder.resolve(ONEDNN).toString());
    }
  }

  /** Returns the reason why oneDNN is not available on this machine, or empty if it is. */
  public static Optional<String> unavailableReason() {
    return Optional.ofNullable(Loaded.unavailableReason);
  }

  /** Returns the version of oneDNN, such as {@code 3.11.0}. */
  public static String version() {
    library();
    int[] parts = new Pointer(Dnnl.version()).getIntArray(0, 3);
    return parts[0] + "." + parts[1] + "." + parts[2];
  }

  /**
   * Sets the number of threads that computations started by this thread use.
   *
   * @param cores number of threads, or 0 for one per available core
   */
  public static void setThreadCount(int cores) {
    int count = cores > 0 ? cores : Runtime.getRuntime().availableProcessors();
    // The function is looked up in the OpenMP library that oneDNN uses, which is libtorch's if that
    // was loaded before.
    Function set = library().getFunction("omp_set_num_threads");
    set.invokeVoid(new Object[] {count});
  }

  /** Returns the engine of the processor. */
  static long engine() {
    library();
    return Loaded.engine;
  }

  private static NativeLibrary library() {
    NativeLibrary library = Loaded.library;
    if (library == null) {
      throw new IllegalStateException(unavailableReason().orElse("oneDNN is not available"));
    }
    return library;
  }
}
