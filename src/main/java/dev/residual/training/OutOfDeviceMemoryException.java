package dev.residual.training;

/** A device has too little memory for what a recipe asks. */
public class OutOfDeviceMemoryException extends RuntimeException {

  OutOfDeviceMemoryException(String device, Throwable cause) {
    super(device + " has too little memory; a smaller batchSize or imageSize needs less", cause);
  }
}
