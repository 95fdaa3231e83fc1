package dev.residual.inference;

import dev.residual.onednn.OneDnn;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.GradMode;

/** What each thread that computes answers has to be told before its first one. */
final class InferenceThread {

  private InferenceThread() {}

  /**
   * @param settings with the engine, and the cores that it computes on
   */
  static void enter(ServingSettings settings) {
    GradMode.off();
    ComputeDevice.setThreadCount(settings.intraOpThreads());
    if (!settings.backend().equals(Backend.Engine.LIBTORCH.toString())
        && OneDnn.obstacle().isEmpty()) {
      OneDnn.setThreadCount(settings.intraOpThreads());
    }
  }
}
