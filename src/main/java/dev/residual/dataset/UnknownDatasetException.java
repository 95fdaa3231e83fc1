package dev.residual.dataset;

import java.util.Collection;

/** A name that no data set has. */
public class UnknownDatasetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnknownDatasetException(String name, Collection<String> known) {
    super("%s is not a known data set; known are %s".formatted(name, String.join(", ", known)));
  }
}
