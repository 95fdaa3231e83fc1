package dev.residual.web;

/** Handles texts of clients, which need not be well-formed Unicode. */
public final class UnicodeText {

  private static final char REPLACEMENT = '\uFFFD';

  private UnicodeText() {}

  /** Tells whether each surrogate of a text is half of a pair, as every encoding demands. */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isAlone(text, i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns a text in which U+FFFD stands for each surrogate that is not half of a pair. */
  public static String wellFormed(String text) {
    if (isWellFormed(text)) {
      return text;
    }
    StringBuilder replaced = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      if (isAlone(text, i)) {
        replaced.setCharAt(i, REPLACEMENT);
      }
    }
    return replaced.toString();
  }

  /**
   * Returns the beginning of a text in a form that every database stores: well-formed, and with
   * U+FFFD in place of U+0000, which PostgreSQL refuses.
   *
   * @param max the most UTF-16 units that it may have
   */
  public static String storable(String text, int max) {
    return wellFormed(beginning(text, max)).replace('\0', REPLACEMENT);
  }

  /**
   * Returns the beginning of a text, which ends between two code points.
   *
   * @param max the most UTF-16 units that it may have
   */
  public static String beginning(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    boolean insidePair = Character.isSurrogatePair(text.charAt(max - 1), text.charAt(max));
    return text.substring(0, insidePair ? max - 1 : max);
  }

  /** Returns a text whole, or its beginning and three dots if it is too long to be shown. */
  public static String shortened(String text, int max) {
    return text.length() <= max ? text : beginning(text, max) + "...";
  }

  private static boolean isAlone(String text, int at) {
    char unit = text.charAt(at);
    if (Character.isHighSurrogate(unit)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(unit)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
