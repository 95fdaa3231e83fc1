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
    ComputeDevice.confineThisThread(settings.cores());
    if (!settings.engine().equals(Backend.Engine.LIBTORCH.toString())
        && OneDnn.obstacle().isEmpty()) {
      OneDnn.confineThisThread(settings.cores());
    }
  }
}
