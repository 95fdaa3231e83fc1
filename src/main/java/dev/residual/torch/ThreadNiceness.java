package dev.residual.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lets a training use every core that is free, and leave it the moment somebody waits for an
 * answer. Java's own thread priorities do nothing on Linux.
 */
@Component
public class ThreadNiceness {

  private static final Logger log = LoggerFactory.getLogger(ThreadNiceness.class);

  // Of Linux' sys/resource.h; there a "process" is a thread, and 0 the one that calls.
  private static final int PRIO_PROCESS = 0;
  private static final int THIS = 0;

  private final int niceness;

  ThreadNiceness(NicenessSettings settings) {
    niceness = settings.niceness();
  }

  /**
   * Makes this thread courteous for good, and with it the helpers that OpenMP starts for it from
   * now on.
   */
  public void ofThisThread() {
    if (niceness == 0 || !Platform.isLinux()) {
      return;
    }
    try {
      Function setPriority = NativeLibrary.getInstance("c").getFunction("setpriority");
      if (setPriority.invokeInt(new Object[] {PRIO_PROCESS, THIS, niceness}) != 0) {
        log.info("A training thread keeps its priority: the system refused niceness {}", niceness);
      }
    } catch (UnsatisfiedLinkError e) {
      log.info("A training thread keeps its priority: the C library has no setpriority");
    }
  }
}
