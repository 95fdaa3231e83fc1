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

/** Turns an uploaded PNG or JPEG file into the bytes of an image. */
public final class ImageDecoder {

  private static final long MAX_PIXELS = 4_000_000;
  private static final Pattern FAULT = Pattern.compile("Corrupt|Premature|Truncated");

  private interface Reading<T> {
    T by(ImageReader reader) throws IOException;
  }

  private ImageDecoder() {}

  /**
   * Decodes an image of the format's size as given: nothing is turned round or resized.
   *
   * @see #decode(byte[], ImageFormat, Fit, Polarity)
   */
  public static byte[] decode(byte[] file, ImageFormat format) {
    return decode(file, format, Fit.EXACT, Polarity.AS_IS);
  }

  /**
   * Decodes an image to a format. The size is read from the file's header before anything is
   * decoded. Polarity is settled on the image as it was sent, then it is fitted. What is
   * transparent counts as black; a camera's note on which side is up is not heeded.
   *
   * @param file a whole PNG or JPEG file, told by its first bytes; at most 4 million pixels
   * @param format of what is returned
   * @return {@link ImageFormat#bytes()} bytes
   * @throws ImageException if it is no such file; its kind says why
   */
  public static byte[] decode(byte[] file, ImageFormat format, Fit fit, Polarity polarity) {
    BufferedImage image = image(file, format, fit);
    ImageFormat sent = format.ofSize(image.getHeight(), image.getWidth());
    byte[] bytes = polarity.applied(PixelReader.of(image, sent), sent);
    return AreaResampler.apply(bytes, sent, format);
  }

  /**
   * Returns how many pixels {@link #decode(byte[], ImageFormat, Fit, Polarity)} will decode, from 1
   * to 4 million. Only the file's header is read.
   *
   * @param file a whole PNG or JPEG file, told by its first bytes
   * @throws ImageException if the header tells already that it will not decode it
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

  private static <T> T read(byte[] file, Reading<T> reading) {
    String format = format(file);
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new ImageException(UNREADABLE, "this Java runtime cannot read " + format);
    }
    ImageReader reader = readers.next();
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      // Without metadata: compressed texts and profiles, the places to hide bombs in, are skipped.
      reader.setInput(stream, true, true);
      return reading.by(reader);
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // ImageIO answers corrupt files with whatever its parsers trip over.
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
      throw new ImageException(UNREADABLE, "the file's header tells no size");
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
          "the image must have %dx%d pixels, had %dx%d; ?fit=resize brings any size to that"
              .formatted(format.width(), format.height(), width, height));
    }
    return pixels;
  }

  private static BufferedImage image(ImageReader reader) throws IOException {
    // A JPEG that breaks off is filled up with gray, and only a warning tells of it.
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
