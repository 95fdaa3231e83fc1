package dev.residual.image;

import static dev.residual.image.ImageException.Kind.UNREADABLE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The header of a JPEG file: its segments up to the first scan, each of which begins with a marker
 * of two bytes.
 */
final class JpegFile {

  /** The maximum number of scans. Progressive files have about ten. */
  private static final int MAX_SCANS = 100;

  /** The maximum number of pixels in all scans. This allows 20 scans of 25 million pixels. */
  private static final long MAX_SCANNED_PIXELS = 500_000_000;

  private static final int PRECISION = 8;

  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DHT = 0xc4;
  private static final int DRI = 0xdd;
  private static final int PROGRESSIVE = 0xc2;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;

  private final byte[] file;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private int firstScan;
  private int componentsOfFirstScan;
  private @Nullable Frame frame;
  private Orientation orientation = Orientation.UPRIGHT;
  private boolean jfif;

  /** The color transform that an Adobe marker gives, or null if there is no such marker. */
  private @Nullable Integer adobe;

  /**
   * What the frame header says.
   *
   * @param marker of the frame, which names the method of compression
   * @param ids of the components
   */
  private record Frame(int marker, int precision, int height, int width, int[] ids) {}

  private JpegFile(byte[] file) {
    this.file = file;
  }

  /**
   * Reads the header of a file.
   *
   * @param file begins with the JPEG signature
   * @throws ImageException if the header is damaged or if the file is of a kind that is not decoded
   */
  static JpegFile of(byte[] file) {
    JpegFile jpeg = new JpegFile(file);
    try {
      jpeg.readHeader();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new ImageException(UNREADABLE, "the JPEG file is truncated", e);
    }
    jpeg.requireDecodable();
    return jpeg;
  }

  private void readHeader() {
    ByteBuffer rest = ByteBuffer.wrap(file).position(2);
    while (true) {
      int marker = nextMarker(rest);
      if (marker == SOS) {
        firstScan = rest.position() - 2;
        componentsOfFirstScan = rest.get(rest.position() + 2);
        return;
      }
      if (marker == EOI) {
        throw new ImageException(UNREADABLE, "the JPEG file has no image");
      }
      int start = rest.position();
      int length = Short.toUnsignedInt(rest.getShort());
      ByteBuffer segment = rest.slice(start + 2, length - 2);
      rest.position(start + length);
      read(marker, segment);
      if (isKept(marker)) {
        kept.write(0xff);
        kept.write(marker);
        kept.write(file, start, length);
      }
    }
  }

  /** Returns the next marker that has a segment. Bytes that belong to no segment are skipped. */
  private static int nextMarker(ByteBuffer rest) {
    while (true) {
      while (rest.get() != (byte) 0xff) {
        // These are stray bytes, which other decoders skip too.
      }
      int marker = 0xff;
      while (marker == 0xff) {
        marker = Byte.toUnsignedInt(rest.get());
      }
      boolean alone = marker <= 1 || (marker >= 0xd0 && marker <= SOI);
      if (!alone) {
        return marker;
      }
    }
  }

  private void read(int marker, ByteBuffer segment) {
    if (isFrame(marker)) {
      int precision = segment.get();
      int height = Short.toUnsignedInt(segment.getShort());
      int width = Short.toUnsignedInt(segment.getShort());
      int[] ids = new int[Byte.toUnsignedInt(segment.get())];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = Byte.toUnsignedInt(segment.get());
        segment.getShort();
      }
      frame = new Frame(marker, precision, height, width, ids);
    } else if (marker == APP0 && begins(segment, "JFIF\0")) {
      jfif = true;
    } else if (marker == APP1 && begins(segment, "Exif\0")) {
      if (orientation.equals(Orientation.UPRIGHT)) {
        orientation = Orientation.read(segment.position(Math.min(6, segment.limit())));
      }
    } else if (marker == APP14 && begins(segment, "Adobe") && segment.limit() >= 12) {
      adobe = Byte.toUnsignedInt(segment.get(11));
    }
  }

  private static boolean begins(ByteBuffer segment, String name) {
    byte[] start = new byte[Math.min(name.length(), segment.limit())];
    segment.get(0, start);
    return new String(start, ISO_8859_1).equals(name);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != DHT && marker != 0xc8 && marker != 0xcc;
  }

  private static boolean isKept(int marker) {
    return isFrame(marker) || marker == DQT || marker == DHT || marker == DRI;
  }

  private void requireDecodable() {
    if (frame == null) {
      throw new ImageException(UNREADABLE, "the JPEG file has no frame header");
    }
    String kind =
        switch (frame.marker) {
          case 0xc0, 0xc1, PROGRESSIVE ->
              frame.precision == PRECISION
                  ? null
                  : String.format(Locale.ROOT, "of %d bits", frame.precision);
          case 0xc3, 0xc7, 0xcb, 0xcf -> "lossless";
          case 0xc5, 0xc6, 0xcd, 0xce -> "hierarchical";
          default -> "arithmetic-coded";
        };
    if (kind != null) {
      throw new ImageException(
          UNREADABLE,
          String.format(
              Locale.ROOT,
              "the JPEG file is %s, which is not decoded; send a baseline or progressive JPEG of 8 bits",
              kind));
    }
    int components = frame.ids.length;
    if (components != 1 && components != 3 && components != 4) {
      throw new ImageException(
          UNREADABLE,
          String.format(
              Locale.ROOT,
              "the JPEG file has %d color components, which is not decoded; send 1, 3 or 4",
              components));
    }
  }

  /**
   * Returns the file without the segments that do not change its samples: profiles, previews and
   * texts. Java's decoder refuses files in which one of them is damaged.
   *
   * @throws ImageException if the file has too many scans: the decoder visits all pixels for each
   *     scan, even for one of a few bytes, so a small file could take minutes
   */
  byte[] withoutMetadata() {
    // This counts everything that looks like a scan marker, so the count is never too low.
    int scans = 0;
    for (int i = firstScan + 1; i < file.length; i++) {
      if (file[i - 1] == (byte) 0xff && file[i] == (byte) SOS) {
        scans++;
      }
    }
    long pixels = Math.max(1, (long) height() * width());
    long maxScans = Math.min(MAX_SCANS, MAX_SCANNED_PIXELS / pixels);
    if (scans > maxScans) {
      throw new ImageException(
          UNREADABLE,
          String.format(
              Locale.ROOT, "the JPEG file has %d scans; at most %d are decoded", scans, maxScans));
    }
    byte[] header = kept.toByteArray();
    byte[] bare = new byte[2 + header.length + file.length - firstScan];
    bare[0] = (byte) 0xff;
    bare[1] = (byte) SOI;
    System.arraycopy(header, 0, bare, 2, header.length);
    System.arraycopy(file, firstScan, bare, 2 + header.length, file.length - firstScan);
    return bare;
  }

  /** Returns what the samples of the components are, by the rules of libjpeg. */
  JpegColors colors() {
    int[] ids = frame().ids;
    if (ids.length == 1) {
      return JpegColors.GRAY;
    }
    if (ids.length == 4) {
      if (adobe == null) {
        return JpegColors.CMYK;
      }
      return adobe == 2 ? JpegColors.ADOBE_YCCK : JpegColors.ADOBE_CMYK;
    }
    if (jfif) {
      return JpegColors.YCC;
    }
    if (adobe != null) {
      return adobe == 0 ? JpegColors.RGB : JpegColors.YCC;
    }
    boolean namedRgb = ids[0] == 'R' && ids[1] == 'G' && ids[2] == 'B';
    return namedRgb ? JpegColors.RGB : JpegColors.YCC;
  }

  private Frame frame() {
    if (frame == null) {
      throw new IllegalStateException("the header was not read");
    }
    return frame;
  }

  /** Returns the number of rows in the file. */
  int height() {
    return frame().height;
  }

  /** Returns the number of columns in the file. */
  int width() {
    return frame().width;
  }

  /** Returns the number of color components. */
  int components() {
    return frame().ids.length;
  }

  /** Returns how the rows and columns are turned to show the image upright. */
  Orientation orientation() {
    return orientation;
  }

  /**
   * Returns how many bytes the decoder needs for each pixel of the file. It holds the coefficients
   * of the whole image if the image is spread over several scans.
   */
  int decoderBytesPerPixel() {
    boolean oneScan = frame().marker != PROGRESSIVE && componentsOfFirstScan == components();
    return oneScan ? 0 : 2 * components();
  }
}
