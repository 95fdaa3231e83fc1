package dev.residual.onednn;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** oneDNN itself: whether it is there, and how many cores it takes. */
public final class OneDnn {

  private static final String RESOURCES = "/org/bytedeco/dnnl/linux-x86_64/";

  /** The library, after the OpenMP that it takes if no other of the name is there. */
  private static final List<String> FILES = List.of("libgomp.so.1", "libdnnl.so.3");

  private static final int CPU = 1;

  private OneDnn() {}

  /** Loaded with the first use. */
  private static final class Loaded {

    private static @Nullable NativeLibrary library;
    private static long engine;
    private static @Nullable String obstacle;

    static {
      try {
        NativeLibrary loaded = load();
        engine = Status.made("an engine", out -> Dnnl.engineCreate(out, CPU, 0));
        library = loaded;
      } catch (IllegalStateException e) {
        obstacle = e.getMessage();
      } catch (IOException | RuntimeException | LinkageError e) {
        obstacle = "it could not be loaded: " + e;
      }
    }

    private static NativeLibrary load() throws IOException {
      if (!Platform.isLinux() || !Platform.isIntel() || !Platform.is64Bit()) {
        throw new IllegalStateException("oneDNN is there for Linux on x86-64 only");
      }
      Path folder = Files.createTempDirectory("residual-onednn");
      try {
        for (String file : FILES) {
          copy(file, folder.resolve(file));
        }
        NativeLibrary.getInstance(folder.resolve(FILES.get(0)).toString(), Dnnl.OPTIONS);
        return Dnnl.bind(folder.resolve(FILES.get(1)).toString());
      } finally {
        // What is loaded stays so without its file, and a killed process leaves nothing behind.
        for (String file : FILES) {
          Files.deleteIfExists(folder.resolve(file));
        }
        Files.delete(folder);
      }
    }

    private static void copy(String file, Path target) throws IOException {
      try (InputStream in = OneDnn.class.getResourceAsStream(RESOURCES + file)) {
        if (in == null) {
          throw new IllegalStateException("oneDNN is not on the class path");
        }
        Files.copy(in, target);
      }
    }
  }

  /** Why networks cannot be compiled here; empty if they can. */
  public static Optional<String> obstacle() {
    return Optional.ofNullable(Loaded.obstacle);
  }

  /** As {@code 3.11.0}. */
  public static String version() {
    library();
    int[] parts = new Pointer(Dnnl.version()).getIntArray(0, 3);
    return parts[0] + "." + parts[1] + "." + parts[2];
  }

  /**
   * Makes what this thread computes from now on stay within some cores.
   *
   * @param cores 0 for all
   */
  public static void setThreadCount(int cores) {
    int count = cores > 0 ? cores : Runtime.getRuntime().availableProcessors();
    // Found in the OpenMP that the library is bound to: libtorch's, if that was loaded before.
    Function set = library().getFunction("omp_set_num_threads");
    set.invokeVoid(new Object[] {count});
  }

  /** Of the processor. */
  static long engine() {
    library();
    return Loaded.engine;
  }

  private static NativeLibrary library() {
    NativeLibrary library = Loaded.library;
    if (library == null) {
      throw new IllegalStateException(obstacle().orElse("oneDNN is not there"));
    }
    return library;
  }
}
