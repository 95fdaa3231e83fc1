package dev.residual.dataset.ingest;

import dev.residual.web.InvalidValueException;
import dev.residual.web.UnicodeText;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/** Checks the names of labels. */
final class LabelName {

  static final int MAX_LABELS = 1_000;

  private static final int MAX_BYTES = 200;
  private static final int SHOWN = 40;

  private LabelName() {}

  /**
   * Returns the name in Unicode's form NFC, without blanks around it.
   *
   * @throws InvalidValueException if it is empty, too long or has control characters
   */
  static String of(String given) {
    String name = Normalizer.normalize(given, Normalizer.Form.NFC).strip();
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.isEmpty() || bytes > MAX_BYTES) {
      throw new InvalidValueException(
          String.format(
              Locale.ROOT,
              "a label must have 1 to %d bytes in UTF-8, was %s with %d",
              MAX_BYTES,
              UnicodeText.shortened(name, SHOWN),
              bytes));
    }
    if (!UnicodeText.isWellFormed(name) || name.codePoints().anyMatch(Character::isISOControl)) {
      throw new InvalidValueException("a label must not contain control characters, but one does");
    }
    return name;
  }
}
