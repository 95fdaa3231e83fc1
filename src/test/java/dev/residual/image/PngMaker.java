package dev.residual.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Writes PNG files byte by byte, including invalid ones that no library writes. */
final class PngMaker {

  static final int GRAY = 0;
  static final int COLOR = 2;
  static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;
  static final int COLOR_ALPHA = 6;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  PngMaker(int width, int height, int depth, int type) {
    try {
      out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    chunk(
        "IHDR",
        data -> {
          data.writeInt(width);
          data.writeInt(height);
          data.write(new byte[] {(byte) depth, (byte) type, 0, 0, 0});
        });
  }

  PngMaker chunk(String type, Writing writing) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try {
      data.write(type.getBytes(StandardCharsets.ISO_8859_1));
      writing.to(new DataOutputStream(data));
      CRC32 checksum = new CRC32();
      checksum.update(data.toByteArray());
      out.writeInt(data.size() - 4);
      out.write(data.toByteArray());
      out.writeInt((int) checksum.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Adds the image's rows of packed samples, unfiltered, and the end chunk; returns the file. */
  byte[] finish(byte[] samples, int rowLength) {
    chunk(
        "IDAT",
        data -> {
          DeflaterOutputStream deflater = new DeflaterOutputStream(data);
          for (int row = 0; row < samples.length; row += rowLength) {
            deflater.write(0);
            deflater.write(samples, row, rowLength);
          }
          deflater.finish();
        });
    return end();
  }

  /** Adds the end chunk and returns the file. */
  byte[] end() {
    chunk("IEND", data -> {});
    return bytes.toByteArray();
  }

  interface Writing {
    void to(DataOutputStream data) throws IOException;
  }
}
