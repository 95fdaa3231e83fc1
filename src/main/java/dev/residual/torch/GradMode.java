package dev.residual.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Switches off the recording of operations for gradients. This is a native setting of each platform
 * thread, and it is on for every thread except the one that loaded the engine.
 */
public final class GradMode {

  private GradMode() {}

  /**
   * Switches recording off on this thread for good, so that a forward pass keeps no intermediate
   * results.
   */
  public static void off() {
    // The first use of the engine sets the mode of the thread that loads it, so it must come
    // before.
    Engine.getInstance();
    JniUtils.setGradMode(false);
  }
}
