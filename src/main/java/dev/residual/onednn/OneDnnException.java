package dev.residual.onednn;

/** Thrown when oneDNN cannot perform an operation on this machine. */
public class OneDnnException extends RuntimeException {

  OneDnnException(String message) {
    super(message);
  }
}
