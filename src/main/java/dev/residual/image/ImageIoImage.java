package dev.residual.image;

import static dev.residual.image.ImageException.Kind.UNREADABLE;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * The first image in a WebP, GIF, BMP or TIFF file.
 *
 * @param canvas what viewers show, relative to the upper left corner of the first image, which may
 *     cover only a part of it
 * @param frame the first image, at 0, 0
 */
record ImageIoImage(
    FileFormat format, byte[] file, Rectangle canvas, Rectangle frame, Orientation orientation)
    implements EncodedImage {

  /** The reader of WebP needs seconds for so many pixels, even if the file is small. */
  private static final int MAX_WEBP_PIXELS = 12_500_000;

  private static final long MAX_BYTES_PER_PIXEL = 8;
  private static final int MAX_SAMPLES_PER_PIXEL = 5;

  private static final int BMP_HEADER = 14;
  private static final int BMP_COMPRESSION = 30;
  private static final int BMP_JPEG = 4;
  private static final int BMP_PNG = 5;

  /**
   * Reads the header of a file.
   *
   * @throws ImageException if the header is damaged
   */
  static ImageIoImage of(FileFormat format, byte[] file) {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    try {
      return switch (format) {
        case GIF -> {
          GifHeader gif = GifHeader.of(header);
          yield of(format, file, gif.canvas(), Orientation.UPRIGHT);
        }
        case WEBP -> {
          WebpFile webp = WebpFile.of(header);
          yield of(format, webp.firstImage(), webp.canvas(), webp.orientation());
        }
        case TIFF -> {
          TiffHeader.check(file);
          yield of(format, file, new Rectangle(), Orientation.read(ByteBuffer.wrap(file)));
        }
        default -> {
          requireOwnPixels(header);
          yield of(format, file, new Rectangle(), Orientation.UPRIGHT);
        }
      };
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new ImageException(
          UNREADABLE, String.format(Locale.ROOT, "the %s file is truncated", format.label()), e);
    }
  }

  /** Refuses a BMP that contains a file of another format, which has a size of its own. */
  private static void requireOwnPixels(ByteBuffer header) {
    if (header.getInt(BMP_HEADER) > 12) {
      int compression = header.getInt(BMP_COMPRESSION);
      if (compression == BMP_JPEG || compression == BMP_PNG) {
        throw new ImageException(
            UNREADABLE, "the BMP file contains a PNG or JPEG; send that instead");
      }
    }
  }

  private static ImageIoImage of(
      FileFormat format, byte[] file, Rectangle canvas, Orientation orientation) {
    Rectangle frame =
        ImageIoFile.read(
            format, file, false, reader -> new Rectangle(reader.getWidth(0), reader.getHeight(0)));
    return new ImageIoImage(format, file, canvas.union(frame), frame, orientation);
  }

  @Override
  public long maxPixels() {
    return format == FileFormat.WEBP ? MAX_WEBP_PIXELS : EncodedImage.super.maxPixels();
  }

  @Override
  public int height() {
    return canvas.height;
  }

  @Override
  public int width() {
    return canvas.width;
  }

  /** Some readers decode the whole image before they drop rows and columns. */
  @Override
  public long decoderMemory(int step) {
    return MAX_BYTES_PER_PIXEL * canvas.height * canvas.width
        + (long) Integer.BYTES * MAX_SAMPLES_PER_PIXEL * keptWidth(step);
  }

  @Override
  public DecodedImage decode(int step, boolean gray) {
    return ImageIoFile.read(format, file, false, reader -> decode(reader, step, gray));
  }

  private DecodedImage decode(ImageReader reader, int step, boolean gray) throws IOException {
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceSubsampling(step, step, 0, 0);
    BufferedImage image = reader.read(0, param);
    if (canvas.equals(frame)) {
      return PixelReader.of(image, gray, orientation, null);
    }
    Rectangle kept =
        new Rectangle(
            canvas.x / step,
            canvas.y / step,
            (canvas.width + step - 1) / step,
            (canvas.height + step - 1) / step);
    return PixelReader.onCanvas(image, gray, orientation, kept);
  }
}
