package dev.residual.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Whether libtorch keeps what is needed for gradients. A native setting of each platform thread, on
 * for every thread but the one that loaded the engine.
 */
public final class GradMode {

  private GradMode() {}

  /** Switches it off on this thread for good, so that a forward pass keeps nothing. */
  public static void off() {
    // The engine's first use sets the mode of the thread that loads it; that has to come before.
    Engine.getInstance();
    JniUtils.setGradMode(false);
  }
}
