package dev.residual.inference;

import dev.residual.torch.Precision;

/** How a network is computed. */
record Way(Engine engine, Precision precision) {

  @Override
  public String toString() {
    return precision + " by " + engine;
  }
}
