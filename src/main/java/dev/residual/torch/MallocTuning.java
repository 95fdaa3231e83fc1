package dev.residual.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Optional;

/**
 * The C library's memory. A training step allocates and frees the same sizes again and again; glibc
 * gives large ones back to the system each time, and taking them anew costs a page fault for every
 * 4 KiB.
 */
final class MallocTuning {

  // Of glibc's malloc.h.
  private static final int M_TRIM_THRESHOLD = -1;
  private static final int M_TOP_PAD = -2;
  private static final int M_MMAP_MAX = -4;
  private static final int M_ARENA_MAX = -8;

  private static final int NEVER = Integer.MAX_VALUE;
  private static final int GROW_BY = 1 << 26;

  private MallocTuning() {}

  /** Makes it keep what was freed for the next use; what hinders that, or none. */
  static Optional<String> retainFreedMemory() {
    if (!Platform.isLinux()) {
      return Optional.of("only glibc can");
    }
    try {
      Function mallopt = NativeLibrary.getInstance("c").getFunction("mallopt");
      boolean taken =
          set(mallopt, M_MMAP_MAX, 0)
              & set(mallopt, M_TRIM_THRESHOLD, NEVER)
              & set(mallopt, M_TOP_PAD, GROW_BY)
              & set(mallopt, M_ARENA_MAX, 1);
      return taken ? Optional.empty() : Optional.of("the C library refused");
    } catch (UnsatisfiedLinkError e) {
      return Optional.of("the C library is not glibc");
    }
  }

  private static boolean set(Function mallopt, int parameter, int value) {
    return mallopt.invokeInt(new Object[] {parameter, value}) == 1;
  }
}
