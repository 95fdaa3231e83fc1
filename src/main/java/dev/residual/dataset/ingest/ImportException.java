package dev.residual.dataset.ingest;

import dev.residual.CodedException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Thrown if an archive cannot become a data set. The message says number, limit and remedy. */
public class ImportException extends RuntimeException implements CodedException {

  static final String NO_CLASSES = "no-classes";
  static final String ONE_CLASS = "one-class";
  static final String TOO_MANY_CLASSES = "too-many-classes";
  static final String TOO_MANY_FILES = "too-many-files";
  static final String CLASS_TOO_SMALL = "class-too-small";
  static final String CLASS_WITHOUT_TRAINING = "class-without-training";
  static final String TOO_MANY_UNREADABLE = "too-many-unreadable";
  static final String MANIFEST_INVALID = "manifest-invalid";

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code one of the constants
   * @param format what is wrong, with what limit, and what to do
   */
  ImportException(String code, String format, @Nullable Object... values) {
    super(String.format(Locale.ROOT, format, values));
    this.code = code;
  }

  /** A file that describes the data set is wrong in a line. */
  static ImportException line(String file, long line, String format, @Nullable Object... values) {
    return new ImportException(
        MANIFEST_INVALID,
        "%s, line %d: %s",
        file,
        line,
        String.format(Locale.ROOT, format, values));
  }

  @Override
  public String code() {
    return code;
  }
}
