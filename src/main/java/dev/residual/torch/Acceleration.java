package dev.residual.torch;

import java.util.Optional;

/**
 * A faster way to compute with libtorch. It is used on a device where it is available and gives
 * correct results.
 */
public enum Acceleration {
  /** Computes convolutions and matrix products on a processor with oneDNN. */
  ONEDNN("onednn"),
  /** Computes convolutions and matrix products in bfloat16. */
  BF16("bf16"),
  /** Stores the image tensors of bf16 computations with their channels last in memory. */
  CHANNELS_LAST("channels-last"),
  /** Uses optimizers that read and write each number once. */
  FUSED_UPDATES("fused-updates"),
  /** Keeps freed memory for the next step instead of returning it to the system. */
  KEPT_MEMORY("kept-memory"),
  /** Trains in bf16 on a processor with a step that is compiled for oneDNN. */
  COMPILED_TRAINING("compiled-training");

  private final String text;

  Acceleration(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }

  /** Checks an acceleration of bf16 on the processor that another module provides. */
  public interface Check {

    /** Returns the acceleration that is checked. */
    Acceleration acceleration();

    /** Returns the reason why the acceleration cannot be used, or empty if it can. */
    Optional<String> failure();
  }
}
