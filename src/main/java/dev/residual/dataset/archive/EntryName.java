package dev.residual.dataset.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decodes, normalizes and judges the names of entries. */
final class EntryName {

  // These are used for each of a million names.
  private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");
  private static final Pattern ARCHIVE =
      Pattern.compile(".*\\.(?:zip|tar|tgz|tbz2?|txz|gz|bz2|xz|zst|7z|rar)");

  private static final int MAX_PART = 200;
  private static final int MAX_PATH = 1_000;
  private static final int SHOWN = 200;

  private EntryName() {}

  /**
   * Decodes a name. Many programs write UTF-8 without saying so, and old names are very unlikely to
   * be valid UTF-8.
   */
  static String decode(byte[] name, Charset old) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException e) {
      return new String(name, old);
    }
  }

  /** Returns the normalized path, or null if the name is not one that is read. */
  static @Nullable String normalize(String name) {
    if (name.length() > MAX_PATH) {
      return null;
    }
    StringJoiner path = new StringJoiner("/");
    for (String part : SEPARATOR.split(Normalizer.normalize(name, Normalizer.Form.NFC), -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")
          || part.getBytes(StandardCharsets.UTF_8).length > MAX_PART
          || part.codePoints().anyMatch(EntryName::isUnfit)) {
        return null;
      }
      path.add(part);
    }
    return path.length() == 0 ? null : path.toString();
  }

  // Half of a surrogate pair is no character, and PostgreSQL and JSON writers refuse it.
  private static boolean isUnfit(int character) {
    return Character.isISOControl(character)
        || Character.getType(character) == Character.SURROGATE
        || character == '\u2028'
        || character == '\u2029';
  }

  /** Returns whether a part of the path is one that systems create beside the user's files. */
  static boolean isHidden(String path) {
    for (String part : path.split("/", -1)) {
      if (part.startsWith(".")
          || part.equals("__MACOSX")
          || part.equalsIgnoreCase("Thumbs.db")
          || part.equalsIgnoreCase("desktop.ini")) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a file is an archive by its name. The files of the IDX format are not. */
  static boolean isArchive(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    return ARCHIVE.matcher(name).matches() && !name.endsWith("-ubyte.gz");
  }

  /** Returns a name for messages. */
  static String shown(String name) {
    String text = name.length() > SHOWN ? name.substring(0, SHOWN) + "..." : name;
    return text.codePoints()
        .map(character -> isUnfit(character) ? '?' : character)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
