package dev.residual.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.BitSet;
import java.util.List;

/** The processors that threads may run on, by their numbers (Linux). */
public final class CpuAffinity {

  // sched_setaffinity(2); 0 is the thread that calls.
  private static final int THIS = 0;

  /** Bytes of a mask, one bit a processor: as many as the C library's cpu_set_t has. */
  private static final int MASK = 128;

  private CpuAffinity() {}

  /** Those that this thread may run on; none where the system does not say. */
  public static List<Integer> ofThisThread() {
    byte[] mask = new byte[MASK];
    return call("sched_getaffinity", mask)
        ? BitSet.valueOf(mask).stream().boxed().toList()
        : List.of();
  }

  /**
   * Keeps this thread on one processor, and the threads that it starts from now on.
   *
   * @param processor one of those that it may run on
   * @return whether the system agreed
   */
  public static boolean keepThisThreadOn(int processor) {
    byte[] mask = new byte[MASK];
    mask[processor / Byte.SIZE] = (byte) (1 << processor % Byte.SIZE);
    return call("sched_setaffinity", mask);
  }

  private static boolean call(String name, byte[] mask) {
    if (!Platform.isLinux()) {
      return false;
    }
    try {
      Function function = NativeLibrary.getInstance("c").getFunction(name);
      return function.invokeInt(new Object[] {THIS, (long) MASK, mask}) == 0;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
