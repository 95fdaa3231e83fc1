package dev.residual.dataset;

import java.util.Collection;
import java.util.Locale;

/** Thrown if no data set has the requested name. */
public class UnknownDatasetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  public UnknownDatasetException(String name, Collection<String> known) {
    this(
        String.format(
            Locale.ROOT,
            "%s is not a known data set; %s",
            name,
            known.isEmpty()
                ? "there is none of your own"
                : "known are " + String.join(", ", known)));
  }

  private UnknownDatasetException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Returns the message, which names the data sets that exist. */
  public String reason() {
    return reason;
  }
}
