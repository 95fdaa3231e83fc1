package dev.residual;

import java.util.Objects;
import java.util.stream.Stream;

/** Recognizes failures because memory or threads ran out, which may pass. */
public final class OutOfMemory {

  /** An explanation for clients. */
  public static final String DETAIL =
      "The service has too little memory or too few threads at the moment";

  /** The causes of an exception may form a circle. */
  private static final int MAX_CAUSES = 20;

  private OutOfMemory() {}

  /** Returns whether a failure, or one of its causes, is that memory or threads ran out. */
  public static boolean isCauseOf(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(MAX_CAUSES)
        .anyMatch(OutOfMemoryError.class::isInstance);
  }
}
