package dev.residual.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.List;
import java.util.Optional;

/**
 * Tunes the memory allocation of the C library. Each training step allocates and frees the same
 * sizes. By default glibc returns large blocks to the system each time, and allocating them again
 * costs a page fault for every 4 KiB.
 */
final class MallocTuning {

  // These values are from malloc.h of glibc.
  private static final int M_TRIM_THRESHOLD = -1;
  private static final int M_TOP_PAD = -2;
  private static final int M_MMAP_MAX = -4;
  private static final int M_ARENA_MAX = -8;

  private static final int NEVER = Integer.MAX_VALUE;
  private static final int GROW_BY = 1 << 26;

  private MallocTuning() {}

  /**
   * Makes glibc keep freed memory for the next use. Returns the reason if that is not possible, or
   * empty.
   */
  static Optional<String> retainFreedMemory() {
    if (!Platform.isLinux()) {
      return Optional.of("available only with glibc");
    }
    try {
      Function mallopt = NativeLibrary.getInstance("c").getFunction("mallopt");
      List<Boolean> accepted =
          List.of(
              set(mallopt, M_MMAP_MAX, 0),
              set(mallopt, M_TRIM_THRESHOLD, NEVER),
              set(mallopt, M_TOP_PAD, GROW_BY),
              set(mallopt, M_ARENA_MAX, 1));
      return accepted.contains(false)
          ? Optional.of("the C library rejected the settings")
          : Optional.empty();
    } catch (UnsatisfiedLinkError e) {
      return Optional.of("the C library is not glibc");
    }
  }

  private static boolean set(Function mallopt, int parameter, int value) {
    return mallopt.invokeInt(new Object[] {parameter, value}) == 1;
  }
}
