package dev.residual.onednn;

/** oneDNN cannot, on this machine, what was asked of it. */
public class OneDnnException extends RuntimeException {

  OneDnnException(String message) {
    super(message);
  }
}
