package dev.residual.image;

import static dev.residual.image.ImageException.Kind.NOT_AN_IMAGE;
import static dev.residual.image.ImageException.Kind.NO_MEMORY;
import static dev.residual.image.ImageException.Kind.TOO_LARGE;
import static dev.residual.image.ImageException.Kind.UNREADABLE;
import static dev.residual.image.ImageException.Kind.UNSUPPORTED_IMAGE_FORMAT;
import static dev.residual.image.ImageException.Kind.WRONG_SIZE;

import dev.residual.image.content.ImageContent;
import java.util.Locale;

/** Decodes an uploaded image file to the bytes of an image. */
public final class ImageDecoder {

  /**
   * Of a larger image only every second or fourth row and column is kept. The reader of WebP is
   * right for powers of two only.
   */
  private static final long MAX_KEPT_PIXELS = 4_000_000;

  /** Decoders hold some rows of the file whole, so a long row takes much memory, however few. */
  private static final int MAX_SIDE = 65_535;

  private static final long MAX_STORED_PIXELS = 50_000_000;

  private static final int MAX_CHANNELS = 3;

  private ImageDecoder() {}

  /**
   * Decodes an image that has the format's size. It is neither inverted nor resized.
   *
   * @see #decode(byte[], ImageFormat, Fit, Polarity)
   */
  public static byte[] decode(byte[] file, ImageFormat format) {
    return decode(file, format, Fit.EXACT, Polarity.AS_IS);
  }

  /**
   * Decodes an image and converts it to a format whose data set has no framing.
   *
   * @see #decode(byte[], ImageConversion)
   */
  public static byte[] decode(byte[] file, ImageFormat format, Fit fit, Polarity polarity) {
    return decode(file, new ImageConversion(format, fit, polarity, null));
  }

  /**
   * Decodes an image and converts it. The size is read from the file's header before anything is
   * decoded. The image is turned as its EXIF orientation says.
   *
   * @param file a whole PNG, JPEG, WebP, GIF, BMP or TIFF file, recognized by its first bytes, of
   *     at most 25 million pixels, or 12.5 million for WebP, and at most 65,535 a side; the first
   *     image of a file that has several is decoded
   * @return the image, as the bytes of the conversion's format
   * @throws ImageException if the file cannot be decoded; its kind says why
   */
  public static byte[] decode(byte[] file, ImageConversion conversion) {
    try {
      EncodedImage encoded = open(file);
      requireSize(encoded, conversion.format(), conversion.fit());
      return conversion.apply(encoded.decode(step(encoded), conversion.format().isGray()));
    } catch (OutOfMemoryError e) {
      throw new ImageException(NO_MEMORY, "there is too little memory to decode the image now", e);
    }
  }

  /**
   * Decodes an image to the form in which data sets store it: blended with black and reduced, but
   * not brought to one size.
   *
   * @param file a whole image file as for {@link #decode(byte[], ImageConversion)}, but of at most
   *     50 million pixels if it is a PNG or JPEG
   * @param storedSize the shorter side to which a larger image is reduced
   * @param upright whether the image is turned as its EXIF orientation says
   * @param gray whether colors become gray; otherwise only an image without any color is gray
   * @throws ImageException if the file cannot be decoded; its kind says why
   */
  public static StoredImage decodeStored(
      byte[] file, int storedSize, boolean upright, boolean gray) {
    try {
      EncodedImage encoded = open(file);
      requireDecodable(encoded, storedMaxPixels(encoded));
      DecodedImage image = encoded.decode(step(encoded), gray);
      return StoredImage.of(encoded, image, storedSize, upright);
    } catch (OutOfMemoryError e) {
      throw new ImageException(NO_MEMORY, "there is too little memory to decode the image now", e);
    }
  }

  /**
   * Returns the number of pixels that {@link #decodeStored} will decode. Only the header of the
   * file is read.
   *
   * @throws ImageException if the header already shows that the file will be rejected
   */
  public static long storedPixels(byte[] file) {
    EncodedImage encoded = open(file);
    requireDecodable(encoded, storedMaxPixels(encoded));
    return (long) encoded.height() * encoded.width();
  }

  /**
   * Returns what {@link #decodeStored} will take for an image of which no more pixels are accepted
   * than for {@link #decode(byte[], ImageConversion)}. Only the header of the file is read.
   *
   * @param gray whether colors become gray
   * @throws ImageException if the header already shows that the file will be rejected
   */
  public static DecodingCost storedCost(byte[] file, boolean gray) {
    EncodedImage encoded = open(file);
    requireDecodable(encoded, encoded.maxPixels());
    int step = step(encoded);
    int channels = gray ? 1 : MAX_CHANNELS;
    // There are the values, the alpha, the image over black, the one that is turned back, and its
    // center.
    long memory =
        encoded.keptPixels(step) * (4 * channels + 1) + file.length + encoded.decoderMemory(step);
    return new DecodingCost((long) encoded.height() * encoded.width(), memory);
  }

  // The readers of these two formats do not hold the pixels that are not kept.
  private static long storedMaxPixels(EncodedImage image) {
    return switch (image.format()) {
      case PNG, JPEG -> MAX_STORED_PIXELS;
      default -> image.maxPixels();
    };
  }

  /**
   * Returns what {@link #decode(byte[], ImageConversion)} will take. Only the header of the file is
   * read.
   *
   * @param file a whole image file, recognized by its first bytes
   * @throws ImageException if the header already shows that the file will be rejected
   */
  public static DecodingCost cost(byte[] file, ImageFormat format, Fit fit) {
    EncodedImage encoded = open(file);
    requireSize(encoded, format, fit);
    int step = step(encoded);
    long kept = encoded.keptPixels(step);
    // There are the values, the alpha, the blended image and the inverted one, or instead of the
    // last the content as it is, on black and trimmed; and a copy of the file without its metadata.
    long images = fit == Fit.AUTO ? 5 : 3;
    long memory =
        kept * (images * format.channels() + 1) + file.length + encoded.decoderMemory(step);
    if (fit == Fit.AUTO) {
      memory +=
          ImageContent.memory(encoded.keptHeight(step), encoded.keptWidth(step), format.channels());
    }
    return new DecodingCost((long) encoded.height() * encoded.width(), memory);
  }

  /**
   * Returns whether a file begins like an image file of a known format, also of an unsupported one.
   */
  public static boolean isImageFile(byte[] file) {
    return FileFormat.of(file).isPresent();
  }

  private static EncodedImage open(byte[] file) {
    FileFormat format = FileFormat.of(file).orElseThrow(() -> notAnImage(file));
    if (format.remedy() != null) {
      throw new ImageException(
          UNSUPPORTED_IMAGE_FORMAT,
          String.format(
              Locale.ROOT,
              "the file is %s, which is not decoded; %s",
              format.label(),
              format.remedy()));
    }
    return switch (format) {
      case PNG -> new PngImage(PngFile.of(file));
      case JPEG -> new JpegImage(JpegFile.of(file));
      default -> ImageIoImage.of(format, file);
    };
  }

  private static ImageException notAnImage(byte[] file) {
    return new ImageException(
        NOT_AN_IMAGE,
        file.length == 0
            ? "the file is empty; send a PNG or JPEG"
            : "the file is no image; send a " + FileFormat.READABLE);
  }

  private static void requireSize(EncodedImage image, ImageFormat format, Fit fit) {
    requireDecodable(image, image.maxPixels());
    boolean turned = image.orientation().isTransposed();
    int width = turned ? image.height() : image.width();
    int height = turned ? image.width() : image.height();
    if (fit == Fit.EXACT && (width != format.width() || height != format.height())) {
      throw new ImageException(
          WRONG_SIZE,
          String.format(
              Locale.ROOT,
              "the image must have %dx%d pixels, had %dx%d; of an image of any size ?fit=auto cuts out the content, and ?fit=resize takes all",
              format.width(),
              format.height(),
              width,
              height));
    }
  }

  private static void requireDecodable(EncodedImage image, long maxPixels) {
    boolean turned = image.orientation().isTransposed();
    int width = turned ? image.height() : image.width();
    int height = turned ? image.width() : image.height();
    long pixels = (long) width * height;
    if (pixels < 1) {
      throw new ImageException(UNREADABLE, "the file's header gives no size");
    }
    boolean tooLong = Math.max(width, height) > MAX_SIDE;
    if (tooLong || pixels > maxPixels) {
      boolean fitsOtherFormats = !tooLong && pixels <= EncodedImage.MAX_PIXELS;
      throw new ImageException(
          TOO_LARGE,
          String.format(
              Locale.ROOT,
              "the image has %dx%d pixels; a %s may have at most %d in all and %d a side; send it smaller%s",
              width,
              height,
              image.format().label(),
              maxPixels,
              MAX_SIDE,
              fitsOtherFormats ? ", or as JPEG" : ""));
    }
  }

  private static int step(EncodedImage image) {
    int step = 1;
    while (image.keptPixels(step) > MAX_KEPT_PIXELS) {
      step *= 2;
    }
    return step;
  }
}
