package dev.residual.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.BitSet;
import java.util.List;

/**
 * Reads and sets the processors on which threads may run, by their numbers. It works only on Linux.
 */
public final class CpuAffinity {

  // In sched_setaffinity(2), 0 is the calling thread.
  private static final int CURRENT_THREAD = 0;

  /** The size of a mask in bytes, with one bit per processor, as in the C library's cpu_set_t. */
  private static final int MASK_BYTES = 128;

  private CpuAffinity() {}

  /**
   * Returns the processors on which this thread may run, or an empty list if the system does not
   * report them.
   */
  public static List<Integer> ofThisThread() {
    byte[] mask = new byte[MASK_BYTES];
    return call("sched_getaffinity", mask)
        ? BitSet.valueOf(mask).stream().boxed().toList()
        : List.of();
  }

  /**
   * Binds this thread, and the threads that it starts from now on, to one processor.
   *
   * @param processor number of a processor on which this thread may run
   * @return whether the system accepted it
   */
  public static boolean pinThisThread(int processor) {
    byte[] mask = new byte[MASK_BYTES];
    mask[processor / Byte.SIZE] = (byte) (1 << processor % Byte.SIZE);
    return call("sched_setaffinity", mask);
  }

  private static boolean call(String name, byte[] mask) {
    if (!Platform.isLinux()) {
      return false;
    }
    try {
      Function function = NativeLibrary.getInstance("c").getFunction(name);
      return function.invokeInt(new Object[] {CURRENT_THREAD, (long) MASK_BYTES, mask}) == 0;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
