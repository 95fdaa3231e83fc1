package dev.residual.bundle;

import dev.residual.web.UnicodeText;
import java.util.List;

/**
 * Builds a Markdown document (CommonMark with GitHub's tables). Texts of clients, such as labels,
 * go through {@link #text}, so that they are shown as they are, whatever they contain.
 */
final class Markdown {

  /** The characters with which markup, HTML, an entity, a link or a formula may begin. */
  private static final String SPECIAL = "\\`*_[]<>&|~$#{}";

  private final StringBuilder document = new StringBuilder();

  /**
   * Returns a text in which no character has a meaning. It is one line: each line break and each
   * other control character becomes a space.
   */
  static String text(String text) {
    StringBuilder escaped = new StringBuilder();
    UnicodeText.wellFormed(text)
        .codePoints()
        .map(each -> isInvisible(each) ? ' ' : each)
        .forEach(
            each -> {
              if (SPECIAL.indexOf(each) >= 0) {
                escaped.append('\\');
              }
              escaped.appendCodePoint(each);
            });
    return escaped.toString();
  }

  /** Returns a value as code if it has none of the characters that end code or a cell. */
  static String code(String value) {
    boolean ends =
        value.codePoints().anyMatch(each -> each == '`' || each == '|' || isInvisible(each));
    return ends || value.isBlank() ? text(value) : "`" + value + "`";
  }

  /** Returns whether a character ends a line, or changes the direction of the text after it. */
  private static boolean isInvisible(int character) {
    return Character.isISOControl(character)
        || Character.getType(character) == Character.LINE_SEPARATOR
        || Character.getType(character) == Character.PARAGRAPH_SEPARATOR
        || (character >= 0x202a && character <= 0x202e)
        || (character >= 0x2066 && character <= 0x2069);
  }

  /**
   * @param level 1 for the title
   * @param markdown one line
   */
  Markdown heading(int level, String markdown) {
    return block("#".repeat(level) + " " + markdown);
  }

  Markdown paragraph(String markdown) {
    return block(markdown);
  }

  Markdown list(List<String> items) {
    return items.isEmpty() ? this : block("- " + String.join("\n- ", items));
  }

  /** Adds a table, or nothing if it has no rows. */
  Markdown table(List<String> header, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return this;
    }
    StringBuilder table = new StringBuilder(row(header));
    table.append("\n").append(row(header.stream().map(each -> "---").toList()));
    rows.forEach(each -> table.append("\n").append(row(each)));
    return block(table.toString());
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  /**
   * @param code must not have a line that begins with three backticks
   */
  Markdown code(String language, String code) {
    return block("```" + language + "\n" + code.strip() + "\n```");
  }

  private Markdown block(String block) {
    if (!document.isEmpty()) {
      document.append("\n");
    }
    document.append(block).append("\n");
    return this;
  }

  @Override
  public String toString() {
    return document.toString();
  }
}
