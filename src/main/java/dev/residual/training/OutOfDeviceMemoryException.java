package dev.residual.training;

import dev.residual.CodedException;
import java.util.Locale;

/** Is thrown when there is too little memory for a recipe. */
public class OutOfDeviceMemoryException extends RuntimeException implements CodedException {

  /**
   * @param where name of the device, or the JVM
   * @param remedy advice that follows a semicolon
   */
  OutOfDeviceMemoryException(String where, String remedy, Throwable cause) {
    super(String.format(Locale.ROOT, "%s has too little memory; %s", where, remedy), cause);
  }

  @Override
  public String code() {
    return "out-of-memory";
  }
}
