package dev.residual.inference;

import dev.residual.torch.Precision;

/** The engine and the precision that compute a network. */
record Backend(Engine engine, Precision precision) {

  /** The library that computes a network. */
  enum Engine {
    /** oneDNN compiles networks for the CPU. */
    ONEDNN("onednn"),
    /** libtorch, which also trains, supports every device. */
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
