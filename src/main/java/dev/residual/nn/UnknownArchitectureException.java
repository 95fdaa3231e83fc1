package dev.residual.nn;

/** Thrown when a requested preset does not exist. */
public class UnknownArchitectureException extends RuntimeException {

  UnknownArchitectureException(String name) {
    super(name + " is not known; known are " + String.join(", ", Architecture.PRESETS));
  }
}
