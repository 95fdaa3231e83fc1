package dev.residual.dataset.archive;

import dev.residual.CodedException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Thrown if an archive is refused as a whole. The message says number, limit and remedy. */
public class ArchiveException extends RuntimeException implements CodedException {

  private static final long serialVersionUID = 1L;

  private final String code;

  private ArchiveException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** It is no archive, or one that is cut off or damaged. */
  static ArchiveException notAnArchive(String format, @Nullable Object... values) {
    return of("not-an-archive", format, values);
  }

  /** It would become much larger when it is unpacked. */
  static ArchiveException bomb(String format, @Nullable Object... values) {
    return of("bomb", format, values);
  }

  /** It has more files than are read. */
  static ArchiveException tooManyFiles(String format, @Nullable Object... values) {
    return of("too-many-files", format, values);
  }

  /** It contains nothing but archives. */
  static ArchiveException nested(String format, @Nullable Object... values) {
    return of("nested-archive", format, values);
  }

  private static ArchiveException of(String code, String format, @Nullable Object... values) {
    return new ArchiveException(code, String.format(Locale.ROOT, format, values));
  }

  @Override
  public String code() {
    return code;
  }
}
