package dev.residual.dataset.own;

import java.util.Locale;

/** Thrown if an attempt writes whose version was deleted, or was taken over by another attempt. */
class StaleImportException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StaleImportException(ImportAttempt attempt) {
    super(
        String.format(
            Locale.ROOT,
            "Attempt %d to import %s is over",
            attempt.attempt(),
            attempt.reference()));
  }
}
