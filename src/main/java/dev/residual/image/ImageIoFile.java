package dev.residual.image;

import static dev.residual.image.ImageException.Kind.NO_MEMORY;
import static dev.residual.image.ImageException.Kind.UNREADABLE;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.residual.OutOfMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads a file with a reader of ImageIO, and turns everything that it throws into one exception.
 */
final class ImageIoFile {

  /** What a reader only warns of, although it then fills a part of the image with gray. */
  private static final Pattern MISSING_DATA = Pattern.compile("[Pp]remature|[Tt]runcated");

  /** An operation on a reader whose input is the file. */
  interface ReadOperation<T> {
    T apply(ImageReader reader) throws IOException;
  }

  private ImageIoFile() {}

  /**
   * Reads from a file.
   *
   * @param metadata whether the reader also reads metadata; compressed texts and color profiles can
   *     hide decompression bombs
   * @throws ImageException if the file cannot be read, or if there is too little memory
   */
  static <T> T read(FileFormat format, byte[] file, boolean metadata, ReadOperation<T> operation) {
    ImageReader reader = null;
    List<String> faults = new ArrayList<>();
    try (ImageInputStream stream = new ByteArrayImageInputStream(file)) {
      reader = reader(format);
      reader.setInput(stream, false, !metadata);
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            if (MISSING_DATA.matcher(warning).find()) {
              faults.add(warning);
            }
          });
      T result = operation.apply(reader);
      if (!faults.isEmpty()) {
        throw new ImageException(UNREADABLE, "the file is truncated: " + faults.get(0));
      }
      return result;
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // For corrupt files ImageIO throws many kinds of exceptions, unchecked ones included. It also
      // wraps errors in them.
      throw OutOfMemory.isCauseOf(e)
          ? new ImageException(NO_MEMORY, "there is too little memory to decode the image now", e)
          : new ImageException(
              UNREADABLE,
              String.format(Locale.ROOT, "the %s file is truncated or corrupt", format.label()),
              e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  private static ImageReader reader(FileFormat format) throws IOException {
    if (format == FileFormat.WEBP) {
      // Found without the search for plug-ins, which depends on the class loader of the thread.
      return new WebPImageReaderSpi().createReaderInstance();
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.imageIoName());
    if (!readers.hasNext()) {
      throw new ImageException(UNREADABLE, "this Java runtime cannot read " + format.label());
    }
    return readers.next();
  }
}
