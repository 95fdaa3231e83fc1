package dev.residual.access;

import java.util.UUID;

/** Knows the limits of keys for work that is done without a request of theirs. */
public interface KeyLimits {

  /** Returns the limits of a key as they are now; none if no key has this id. */
  Limits of(UUID key);
}
