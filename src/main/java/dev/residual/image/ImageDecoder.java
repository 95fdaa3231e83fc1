package dev.residual.image;

import static dev.residual.image.ImageException.Kind.NOT_AN_IMAGE;
import static dev.residual.image.ImageException.Kind.TOO_LARGE;
import static dev.residual.image.ImageException.Kind.UNREADABLE;
import static dev.residual.image.ImageException.Kind.WRONG_SIZE;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes an uploaded PNG or JPEG file to the bytes of an image. */
public final class ImageDecoder {

  private static final long MAX_PIXELS = 4_000_000;
  private static final Pattern FAULT = Pattern.compile("Corrupt|Premature|Truncated");

  private interface ReadOperation<T> {
    T apply(ImageReader reader) throws IOException;
  }

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
   * decoded. The EXIF orientation is ignored.
   *
   * @param file a whole PNG or JPEG file, recognized by its first bytes, of at most 4 million
   *     pixels
   * @return the image, as the bytes of the conversion's format
   * @throws ImageException if the file cannot be decoded; its kind says why
   */
  public static byte[] decode(byte[] file, ImageConversion conversion) {
    return conversion.apply(
        PixelReader.of(image(file, conversion.format(), conversion.fit())));
  }

  /**
   * Returns how many pixels {@link #decode(byte[], ImageFormat, Fit, Polarity)} will decode, from 1
   * to 4 million. Only the header of the file is read.
   *
   * @param file a whole PNG or JPEG file, recognized by its first bytes
   * @throws ImageException if the header already shows that the file will be rejected
   */
  public static long pixels(byte[] file, ImageFormat format, Fit fit) {
    return read(file, reader -> requireSize(reader, format, fit));
  }

  private static BufferedImage image(byte[] file, ImageFormat format, Fit fit) {
    return read(
        file,
        reader -> {
          requireSize(reader, format, fit);
          if (PngFile.begins(file)) {
            PngFile.check(file);
          } else {
            JpegFile.check(file);
          }
          return image(reader);
        });
  }

  private static <T> T read(byte[] file, ReadOperation<T> operation) {
    String format = format(file);
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new ImageException(UNREADABLE, "this Java runtime cannot read " + format);
    }
    ImageReader reader = readers.next();
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      // Metadata is skipped, because compressed texts and color profiles can hide decompression
      // bombs.
      reader.setInput(stream, true, true);
      return operation.apply(reader);
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // For corrupt files ImageIO throws many kinds of exceptions, unchecked ones included.
      throw new ImageException(
          UNREADABLE, "the %s file is truncated or corrupt".formatted(format), e);
    } finally {
      reader.dispose();
    }
  }

  private static String format(byte[] file) {
    if (PngFile.begins(file)) {
      return "png";
    }
    if (JpegFile.begins(file)) {
      return "jpeg";
    }
    throw new ImageException(
        NOT_AN_IMAGE,
        file.length == 0
            ? "the file is empty; send a PNG or JPEG"
            : "the file is neither a PNG nor a JPEG");
  }

  private static long requireSize(ImageReader reader, ImageFormat format, Fit fit)
      throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    long pixels = (long) width * height;
    if (pixels < 1) {
      throw new ImageException(UNREADABLE, "the file's header gives no size");
    }
    if (pixels > MAX_PIXELS) {
      throw new ImageException(
          TOO_LARGE,
          "the image has %dx%d pixels; at most %d in all are decoded"
              .formatted(width, height, MAX_PIXELS));
    }
    if (fit == Fit.EXACT && (width != format.width() || height != format.height())) {
      throw new ImageException(
          WRONG_SIZE,
          "the image must have %dx%d pixels, had %dx%d; of an image of any size ?fit=auto cuts out the content, and ?fit=resize takes all"
              .formatted(format.width(), format.height(), width, height));
    }
    return pixels;
  }

  private static BufferedImage image(ImageReader reader) throws IOException {
    // ImageIO fills the missing part of a truncated JPEG with gray and only reports a warning.
    List<String> faults = new ArrayList<>();
    reader.addIIOReadWarningListener(
        (source, warning) -> {
          if (FAULT.matcher(warning).lookingAt()) {
            faults.add(warning);
          }
        });
    BufferedImage image = reader.read(0);
    if (!faults.isEmpty()) {
      throw new ImageException(UNREADABLE, "the file is truncated or corrupt: " + faults.get(0));
    }
    return image;
  }
}
