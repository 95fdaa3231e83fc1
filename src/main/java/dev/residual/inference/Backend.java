package dev.residual.inference;

import dev.residual.torch.Precision;

/** How a network is computed. */
record Backend(Engine engine, Precision precision) {

  /** What computes the networks that answer. */
  enum Engine {
    /** Networks compiled for the processor. */
    ONEDNN("onednn"),
    /** The engine that also trains; on every device. */
    LIBTORCH("libtorch");

    private final String text;

    Engine(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Override
  public String toString() {
    return precision + " by " + engine;
  }
}
