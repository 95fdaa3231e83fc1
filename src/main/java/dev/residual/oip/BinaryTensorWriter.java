package dev.residual.oip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Writes tensors as bytes in little-endian order, without gaps. A text is written as UTF-8 after
 * its length in four bytes.
 */
@SuppressWarnings("ByteBufferBackingArray") // of buffers that are made here, and whole
final class BinaryTensorWriter {

  private BinaryTensorWriter() {}

  static byte[] floats(List<float[]> rows) {
    ByteBuffer bytes = buffer(rows.stream().mapToInt(row -> row.length).sum() * Float.BYTES);
    for (float[] row : rows) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  static byte[] texts(List<String> texts) {
    List<byte[]> encoded = texts.stream().map(text -> text.getBytes(UTF_8)).toList();
    return joined(
        encoded.stream()
            .map(text -> buffer(Integer.BYTES + text.length).putInt(text.length).put(text).array())
            .toList());
  }

  static byte[] joined(List<byte[]> parts) {
    ByteBuffer bytes = buffer(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(bytes::put);
    return bytes.array();
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
