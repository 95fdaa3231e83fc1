package dev.residual.onnx;

import ai.djl.ndarray.NDArray;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.residual.safetensors.TensorBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the fields of a protobuf message and writes them. In this format the length of a nested
 * message comes before its content, so all lengths are computed before the first byte is written.
 * Tensors are not copied.
 */
final class ProtobufMessage {

  private interface Field {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private final List<Field> fields = new ArrayList<>();
  private long bytes;

  ProtobufMessage number(int field, long... values) {
    for (long value : values) {
      bytes += CodedOutputStream.computeInt64Size(field, value);
      fields.add(out -> out.writeInt64(field, value));
    }
    return this;
  }

  ProtobufMessage text(int field, String value) {
    bytes += CodedOutputStream.computeStringSize(field, value);
    fields.add(out -> out.writeString(field, value));
    return this;
  }

  /**
   * Adds a nested message.
   *
   * @param value a message to which no more fields are added
   */
  ProtobufMessage message(int field, ProtobufMessage value) {
    return delimited(field, value.bytes, value::writeTo);
  }

  /** Adds the numbers of a tensor as bytes, in order. */
  ProtobufMessage tensor(int field, NDArray tensor) {
    return delimited(
        field,
        tensor.size() * tensor.getDataType().getNumOfBytes(),
        out -> {
          try (TensorBytes numbers = new TensorBytes(tensor)) {
            out.writeRawBytes(numbers.buffer());
          }
        });
  }

  private ProtobufMessage delimited(int field, long length, Field content) {
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
  long bytes() {
    return bytes;
  }

  void writeTo(CodedOutputStream out) throws IOException {
    for (Field field : fields) {
      field.writeTo(out);
    }
  }
}
