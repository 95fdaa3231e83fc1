package dev.residual.dataset;

import java.util.Collection;
import java.util.Locale;

/** Thrown if no data set has the requested name. */
public class UnknownDatasetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final boolean malformed;

  public UnknownDatasetException(String name, Collection<String> known) {
    this(
        String.format(
            Locale.ROOT,
            "%s is not a known data set; %s",
            name,
            known.isEmpty()
                ? "there is none of your own"
                : "known are " + String.join(", ", known)),
        false);
  }

  private UnknownDatasetException(String reason, boolean malformed) {
    super(reason);
    this.reason = reason;
    this.malformed = malformed;
  }

  /** Returns one for a text that cannot be the name of a data set. */
  public static UnknownDatasetException malformed(String text) {
    return new UnknownDatasetException(
        String.format(
            Locale.ROOT,
            "must be the name of a data set, or a name and a version such as pets@3, was \"%s\"",
            text),
        true);
  }

  /** Returns whether no data set could have this name. */
  boolean isMalformed() {
    return malformed;
  }

  /** Returns the message, which names the data sets that exist. */
  public String reason() {
    return reason;
  }
}
