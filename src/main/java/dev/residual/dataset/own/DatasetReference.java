package dev.residual.dataset.own;

import dev.residual.dataset.UnknownDatasetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a version of a data set, or its newest ready one, as {@code pets@3} and {@code pets}.
 *
 * @param version its number, from 1; 0 for the newest ready version
 */
record DatasetReference(String name, int version) {

  /** The names that a data set may have. Its models get an alias of this name. */
  static final String NAME = "[a-z0-9][a-z0-9-]{0,99}";

  private static final Pattern REFERENCE = Pattern.compile("([^@]*)(?:@([1-9][0-9]{0,8}))?");

  /**
   * Parses a reference.
   *
   * @throws UnknownDatasetException if what follows the @ is not the number of a version
   */
  static DatasetReference parse(String text) {
    Matcher matcher = REFERENCE.matcher(text);
    if (!matcher.matches()) {
      throw UnknownDatasetException.malformed(text);
    }
    return new DatasetReference(
        matcher.group(1), matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)));
  }

  /** Returns whether it names a version, not just the newest one. */
  boolean hasVersion() {
    return version > 0;
  }

  @Override
  public String toString() {
    return hasVersion() ? name + "@" + version : name;
  }
}
