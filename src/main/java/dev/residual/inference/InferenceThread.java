package dev.residual.inference;

import dev.residual.onednn.OneDnn;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.GradMode;

/** Sets up the threads that compute predictions. */
final class InferenceThread {

  private InferenceThread() {}

  /**
   * Sets up the current thread: it records no gradients, and uses as many cores as the settings
   * say.
   */
  static void setUp(ServingSettings settings) {
    GradMode.off();
    ComputeDevice.setThreadCount(settings.intraOpThreads());
    if (!settings.backend().equals(Backend.Engine.LIBTORCH.toString())
        && OneDnn.unavailableReason().isEmpty()) {
      OneDnn.setThreadCount(settings.intraOpThreads());
    }
  }
}
