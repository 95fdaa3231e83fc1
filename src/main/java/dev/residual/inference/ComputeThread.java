package dev.residual.inference;

import dev.residual.onednn.OneDnn;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.GradMode;

/** What each thread that computes answers has to be told before its first one. */
final class ComputeThread {

  private ComputeThread() {}

  /**
   * @param cores that it computes on; 0 for all
   */
  static void enter(int cores) {
    GradMode.off();
    ComputeDevice.confineThisThread(cores);
    if (OneDnn.obstacle().isEmpty()) {
      OneDnn.confineThisThread(cores);
    }
  }
}
