package dev.residual.evaluation.web;

import dev.residual.web.UnicodeText;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes an SVG image. Texts may have any characters: those with a meaning in XML are escaped, and
 * those that XML does not allow are replaced. It has neither styles nor scripts nor links.
 */
final class SvgImage {

  /** The longest text that is shown; the whole one is in the title of its element. */
  private static final int MAX_TEXT = 20;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final XMLStreamWriter xml;

  /**
   * Begins an image with a white background.
   *
   * @param title is read out by screen readers
   * @param description says what the image shows
   */
  SvgImage(int width, int height, String title, String description) {
    try {
      xml = XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, "UTF-8");
      xml.writeStartDocument("UTF-8", "1.0");
      start("svg", "xmlns", "http://www.w3.org/2000/svg", "role", "img");
      attributes(
          "width",
          width,
          "height",
          height,
          "viewBox",
          "0 0 " + width + " " + height,
          "aria-labelledby",
          "title description",
          "font-family",
          "sans-serif",
          "font-size",
          12);
      textElement("title", title, "id", "title");
      textElement("desc", description, "id", "description");
      empty("rect", "width", width, "height", height, "fill", "#ffffff");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e); // writing to memory does not fail
    }
  }

  /** Draws an element without content. Attributes are names and values in turn. */
  void empty(String element, Object... attributes) {
    try {
      xml.writeEmptyElement(element);
      attributes(attributes);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Begins a group with a title, which browsers show as a tooltip. */
  void group(String title) {
    start("g");
    textElement("title", title);
  }

  void end() {
    try {
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Draws a text. */
  void text(String text, Object... attributes) {
    textElement("text", text, attributes);
  }

  /** Draws a label, which is cut if it is long. */
  void label(String label, Object... attributes) {
    int length = label.codePointCount(0, label.length());
    text(
        length <= MAX_TEXT
            ? label
            : label.substring(0, label.offsetByCodePoints(0, MAX_TEXT - 1)) + "\u2026",
        attributes);
  }

  /** Completes the image and returns it. */
  byte[] toBytes() {
    try {
      xml.writeEndDocument();
      xml.close();
      return bytes.toByteArray();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start(String element, Object... attributes) {
    try {
      xml.writeStartElement(element);
      attributes(attributes);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private void textElement(String element, String text, Object... attributes) {
    try {
      start(element, attributes);
      xml.writeCharacters(allowed(text));
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private void attributes(Object... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      Object value = attributes[i + 1];
      xml.writeAttribute(
          attributes[i].toString(),
          value instanceof Double number
              ? String.format(Locale.ROOT, "%.2f", number)
              : value.toString());
    }
  }

  /** Returns the text with U+FFFD in place of each character that XML 1.0 does not allow. */
  private static String allowed(String text) {
    int[] characters =
        UnicodeText.wellFormed(text)
            .codePoints()
            .map(each -> isAllowed(each) ? each : 0xFFFD)
            .toArray();
    return new String(characters, 0, characters.length);
  }

  private static boolean isAllowed(int character) {
    return character == '\t'
        || character == '\n'
        || (character >= 0x20 && character != 0xFFFE && character != 0xFFFF);
  }
}
