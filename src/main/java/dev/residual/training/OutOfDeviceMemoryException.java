package dev.residual.training;

import dev.residual.CodedException;

/** Is thrown when a device has too little memory for a recipe. */
public class OutOfDeviceMemoryException extends RuntimeException implements CodedException {

  OutOfDeviceMemoryException(String device, Throwable cause) {
    super(device + " has too little memory; a smaller batchSize or imageSize needs less", cause);
  }

  @Override
  public String code() {
    return "out-of-memory";
  }
}
