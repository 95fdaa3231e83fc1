package dev.residual.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lowers the priority of training threads, so that a training uses every free core but gives way at
 * once to a prediction. Java's own thread priorities have no effect on Linux.
 */
@Component
public class ThreadNiceness {

  private static final Logger log = LoggerFactory.getLogger(ThreadNiceness.class);

  // These values are from sys/resource.h of Linux, where a "process" is a thread and 0 is the
  // calling one.
  private static final int PRIO_PROCESS = 0;
  private static final int CURRENT_THREAD = 0;
  private static final int LOWEST = 19;

  private final int niceness;

  ThreadNiceness(NicenessSettings settings) {
    niceness = settings.niceness();
  }

  /**
   * Lowers the priority of this thread for good, and that of the OpenMP threads that it starts from
   * now on.
   */
  public void applyToThisThread() {
    apply(niceness);
  }

  /**
   * Lowers the priority of this thread, and of the threads that it starts from now on, below that
   * of training threads.
   */
  public void applyLowestToThisThread() {
    apply(LOWEST);
  }

  private static void apply(int niceness) {
    if (niceness == 0 || !Platform.isLinux()) {
      return;
    }
    try {
      Function setPriority = NativeLibrary.getInstance("c").getFunction("setpriority");
      if (setPriority.invokeInt(new Object[] {PRIO_PROCESS, CURRENT_THREAD, niceness}) != 0) {
        log.info("A thread keeps its priority because the system refused niceness {}", niceness);
      }
    } catch (UnsatisfiedLinkError e) {
      log.info("A thread keeps its priority because the C library has no setpriority");
    }
  }
}
