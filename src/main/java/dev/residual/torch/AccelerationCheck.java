package dev.residual.torch;

import java.util.Optional;

/** Checks an acceleration of bf16 on the processor that another module provides. */
public interface AccelerationCheck {

  /** Returns the acceleration that is checked. */
  Acceleration acceleration();

  /** Returns the reason why the acceleration cannot be used, or empty if it can. */
  Optional<String> failure();
}
