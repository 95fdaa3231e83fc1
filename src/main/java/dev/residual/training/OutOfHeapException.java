package dev.residual.training;

import dev.residual.CodedException;

/**
 * Is thrown when the JVM has too little memory for a training. Others use the same memory, so a
 * later attempt may have enough.
 */
public class OutOfHeapException extends RuntimeException implements CodedException {

  OutOfHeapException(OutOfMemoryError cause) {
    super("The JVM has too little memory; increase it with -Xmx", cause);
  }

  @Override
  public String code() {
    return "out-of-memory";
  }
}
