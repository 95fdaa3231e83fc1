package dev.residual.safetensors;

import dev.residual.storage.ArtifactException;

/** Thrown when a file is not a valid safetensors file. */
public class InvalidSafetensorsException extends ArtifactException {

  InvalidSafetensorsException(String message) {
    super(message);
  }

  InvalidSafetensorsException(String message, Throwable cause) {
    super(message, cause);
  }
}
