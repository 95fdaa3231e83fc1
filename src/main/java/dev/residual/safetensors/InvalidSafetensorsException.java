package dev.residual.safetensors;

import dev.residual.storage.ArtifactException;

/** A file is not a safetensors file that can be read. */
public class InvalidSafetensorsException extends ArtifactException {

  InvalidSafetensorsException(String message) {
    super(message);
  }

  InvalidSafetensorsException(String message, Throwable cause) {
    super(message, cause);
  }
}
