package dev.residual.onednn;

import java.util.function.ToIntFunction;

/** What oneDNN's functions answer. */
final class Status {

  private Status() {}

  /**
   * @throws OneDnnException if it is none of success
   */
  static void require(int status, String what) {
    if (status != 0) {
      throw new OneDnnException("oneDNN refused %s: status %d".formatted(what, status));
    }
  }

  /**
   * The address of what a function makes.
   *
   * @throws OneDnnException if it makes none
   */
  static long made(String what, ToIntFunction<long[]> function) {
    long[] address = new long[1];
    require(function.applyAsInt(address), what);
    return address[0];
  }
}
