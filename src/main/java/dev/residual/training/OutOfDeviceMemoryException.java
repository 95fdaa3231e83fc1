package dev.residual.training;

import dev.residual.CodedException;

/** There is too little memory for what a recipe asks. */
public class OutOfDeviceMemoryException extends RuntimeException implements CodedException {

  /**
   * @param where the device, or the JVM
   * @param remedy what would help
   */
  OutOfDeviceMemoryException(String where, String remedy, Throwable cause) {
    super("%s has too little memory; %s".formatted(where, remedy), cause);
  }

  @Override
  public String code() {
    return "out-of-memory";
  }
}
