package dev.residual.onednn;

import java.util.Locale;
import java.util.function.ToIntFunction;

/** Checks the status codes that oneDNN's functions return. */
final class Status {

  private Status() {}

  /**
   * Checks that a call succeeded.
   *
   * @param operation the operation for the message, such as {@code to create a kernel}
   * @throws OneDnnException if the status is not 0
   */
  static void require(int status, String operation) {
    if (status != 0) {
      throw new OneDnnException(
          String.format(Locale.ROOT, "oneDNN failed %s with status %d", operation, status));
    }
  }

  /**
   * Returns the address of the object that a function creates.
   *
   * @throws OneDnnException if the function fails
   */
  static long create(String operation, ToIntFunction<long[]> function) {
    long[] address = new long[1];
    require(function.applyAsInt(address), operation);
    return address[0];
  }
}
