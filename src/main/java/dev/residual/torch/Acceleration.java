package dev.residual.torch;

/** A faster way of libtorch, taken on a device where it is there and gives the right numbers. */
public enum Acceleration {
  /** Convolutions and matrix products by oneDNN, on a processor. */
  ONEDNN("onednn"),
  /** Convolutions and matrix products in bfloat16. */
  BF16("bf16"),
  /** Image tensors of bf16 computations with their channels last in memory. */
  CHANNELS_LAST("channels-last"),
  /** Optimizers that touch each number once. */
  FUSED_UPDATES("fused-updates"),
  /** Freed memory kept for the next step, instead of given back to the system. */
  KEPT_MEMORY("kept-memory");

  private final String text;

  Acceleration(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
