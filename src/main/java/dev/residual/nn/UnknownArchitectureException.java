package dev.residual.nn;

/** A preset that does not exist was asked for. */
public class UnknownArchitectureException extends RuntimeException {

  UnknownArchitectureException(String name) {
    super(name + " is not known; known are " + String.join(", ", Architecture.PRESETS));
  }
}
