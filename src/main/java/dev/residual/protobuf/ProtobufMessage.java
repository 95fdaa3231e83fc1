package dev.residual.protobuf;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Collects the fields of a protobuf message and writes them. In this format the length of a nested
 * message comes before its content, so all lengths are computed before the first byte is written.
 * Large content is not copied.
 */
public final class ProtobufMessage {

  /** Writes the content of a field or message. */
  public interface Content {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private final List<Content> fields = new ArrayList<>();
  private long bytes;

  /** Adds integers: int32, int64, bool or enum values. */
  public ProtobufMessage number(int field, long... values) {
    for (long value : values) {
      bytes += CodedOutputStream.computeInt64Size(field, value);
      fields.add(out -> out.writeInt64(field, value));
    }
    return this;
  }

  /** Adds a number of type float. */
  public ProtobufMessage float32(int field, float value) {
    bytes += CodedOutputStream.computeFloatSize(field, value);
    fields.add(out -> out.writeFloat(field, value));
    return this;
  }

  /** Adds a number of type double. */
  public ProtobufMessage float64(int field, double value) {
    bytes += CodedOutputStream.computeDoubleSize(field, value);
    fields.add(out -> out.writeDouble(field, value));
    return this;
  }

  public ProtobufMessage text(int field, String value) {
    bytes += CodedOutputStream.computeStringSize(field, value);
    fields.add(out -> out.writeString(field, value));
    return this;
  }

  /**
   * Adds a nested message.
   *
   * @param value a message to which no more fields are added
   */
  public ProtobufMessage message(int field, ProtobufMessage value) {
    return content(field, value.bytes, value::writeTo);
  }

  /**
   * Adds bytes.
   *
   * @param length how many bytes the content has
   * @param content writes exactly so many bytes
   */
  public ProtobufMessage content(int field, long length, Content content) {
    bytes += CodedOutputStream.computeTagSize(field);
    bytes += CodedOutputStream.computeUInt64SizeNoTag(length) + length;
    fields.add(
        out -> {
          out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
          out.writeUInt64NoTag(length);
          content.writeTo(out);
        });
    return this;
  }

  /** Returns the length in bytes, which may exceed the limit of the format. */
  public long bytes() {
    return bytes;
  }

  public void writeTo(CodedOutputStream out) throws IOException {
    for (Content field : fields) {
      field.writeTo(out);
    }
  }

  /**
   * Returns the bytes that {@link #writeTo} writes, in one array.
   *
   * @throws ArithmeticException if they do not fit into an array
   */
  public byte[] toByteArray() {
    byte[] array = new byte[Math.toIntExact(bytes)];
    CodedOutputStream out = CodedOutputStream.newInstance(array);
    try {
      writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "The message does not fit into its computed length of %d bytes", bytes),
          e);
    }
    out.checkNoSpaceLeft();
    return array;
  }
}
