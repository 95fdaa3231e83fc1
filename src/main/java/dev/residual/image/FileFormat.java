package dev.residual.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The file formats that are told apart by the first bytes of a file. */
enum FileFormat {
  PNG("PNG", null, "\\x89PNG\r\n\\x1a\n"),
  JPEG("JPEG", null, "\\xff\\xd8\\xff"),
  GIF("GIF", null, "GIF8[79]a"),
  WEBP("WebP", null, "RIFF.{4}WEBP"),
  /**
   * Two letters alone could be pixels. The size of the header that follows them is checked, too.
   */
  BMP("BMP", null, "BM.{12}[\\x0c\\x28\\x34\\x38\\x40\\x6c\\x7c]\0{3}"),
  TIFF("TIFF", null, "II\\*\0|MM\0\\*"),

  HEIC(
      "HEIC",
      "send it as JPEG; an iPhone takes JPEGs with Settings, Camera, Formats, Most Compatible",
      ".{4}ftyp(?:hei|hev|mif1|msf1)"),
  AVIF("AVIF", Remedy.CONVERT, ".{4}ftypavi[fs]"),
  JPEG_XL("JPEG XL", Remedy.CONVERT, "\\xff\\x0a|\0{3}\\x0cJXL "),
  JPEG_2000("JPEG 2000", Remedy.CONVERT, "\0{3}\\x0cjP  |\\xff\\x4f\\xff\\x51"),
  BIG_TIFF("BigTIFF", Remedy.CONVERT, "II\\+\0|MM\0\\+"),
  PHOTOSHOP("Photoshop", Remedy.CONVERT, "8BPS"),
  SVG(
      "SVG",
      "draw it and send the result as PNG",
      "(?:\\xef\\xbb\\xbf)?\\s*<(?:svg|\\?xml.*?<svg)"),
  PDF("PDF", "send each image as PNG or JPEG", "%PDF-");

  /** The formats that are read, for messages. */
  static final String READABLE = "PNG, JPEG, WebP, GIF, BMP or TIFF";

  private static final int LONGEST = 1024;

  private final String label;
  private final @Nullable String remedy;
  private final Pattern signature;

  FileFormat(String label, @Nullable String remedy, String signature) {
    this.label = label;
    this.remedy = remedy;
    this.signature = Pattern.compile(signature, Pattern.DOTALL);
  }

  /** Returns the format whose signature a file begins with. */
  static Optional<FileFormat> of(byte[] file) {
    String start = new String(file, 0, Math.min(file.length, LONGEST), ISO_8859_1);
    return List.of(values()).stream()
        .filter(format -> format.signature.matcher(start).lookingAt())
        .findFirst();
  }

  /** Returns the name of the format for messages. */
  String label() {
    return label;
  }

  /** Returns the name of the format for ImageIO. */
  String imageIoName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what to do with a file of this format, or null if it is read. */
  @Nullable String remedy() {
    return remedy;
  }

  private static final class Remedy {
    static final String CONVERT = "send it as PNG or JPEG";
  }
}
