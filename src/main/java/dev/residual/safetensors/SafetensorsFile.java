package dev.residual.safetensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;

/**
 * A safetensors file from elsewhere. Every claim of its header is checked, within limits of time
 * and memory, before a tensor is read. Only then numbers are read, in pieces, straight into the
 * memory of tensors.
 */
public final class SafetensorsFile {

  /** The most bytes that the header may have. */
  public static final int MAX_HEADER_BYTES = 1 << 20;

  /** The most tensors that the file may have. */
  public static final int MAX_TENSORS = 2_000;

  private final RandomAccessFile file;
  private final long data;
  private final SafetensorsHeader header;
  private final byte[] chunk = new byte[Safetensors.CHUNK];

  private SafetensorsFile(RandomAccessFile file, long data, SafetensorsHeader header) {
    this.file = file;
    this.data = data;
    this.header = header;
  }

  /**
   * Reads the header.
   *
   * @param file open as long as tensors are read
   * @throws InvalidSafetensorsException if the file breaks a rule of the format or a limit; the
   *     message is a sentence about "it" that clients may see
   */
  public static SafetensorsFile open(RandomAccessFile file) throws IOException {
    long bytes = file.length();
    if (bytes < Safetensors.LENGTH_BYTES) {
      throw new InvalidSafetensorsException(
          String.format(Locale.ROOT, "It has only %d bytes", bytes));
    }
    byte[] length = new byte[Safetensors.LENGTH_BYTES];
    file.seek(0);
    file.readFully(length);
    long headerBytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
      throw new InvalidSafetensorsException(
          String.format(
              Locale.ROOT,
              "Its header must have 2 to %d bytes, has %s",
              MAX_HEADER_BYTES,
              Long.toUnsignedString(headerBytes)));
    }
    long data = Safetensors.LENGTH_BYTES + headerBytes;
    if (bytes < data) {
      throw new InvalidSafetensorsException(
          String.format(
              Locale.ROOT,
              "It is truncated: its header has %d bytes, but only %d are there",
              headerBytes,
              bytes - Safetensors.LENGTH_BYTES));
    }
    byte[] json = new byte[(int) headerBytes];
    file.readFully(json);
    return new SafetensorsFile(file, data, SafetensorsHeader.parse(json, bytes - data));
  }

  /** Returns the tensors by name, in the order of their numbers. */
  public Map<String, TensorInfo> tensors() {
    return header.tensors();
  }

  /** Returns the texts that the writer added to the file, by their names. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /**
   * Reads a tensor as float32.
   *
   * @param tensor one of this file whose type {@link TensorType#isReadable()}
   * @param manager owner of the result
   * @throws InvalidSafetensorsException if a number is infinite or not a number
   */
  public NDArray read(TensorInfo tensor, NDManager manager) throws IOException {
    NDArray read = manager.create(tensor.shape(), DataType.FLOAT32);
    try {
      if (tensor.shape().size() > 0) {
        try (TensorBytes memory = new TensorBytes(read)) {
          fill(memory.buffer().order(ByteOrder.LITTLE_ENDIAN), tensor);
        }
      }
      return read;
    } catch (Throwable e) {
      read.close();
      throw e;
    }
  }

  private void fill(ByteBuffer memory, TensorInfo tensor) throws IOException {
    int size = tensor.type().bytes();
    ByteBuffer numbers = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    long index = 0;
    file.seek(data + tensor.begin());
    for (long left = tensor.end() - tensor.begin(); left > 0; ) {
      int part = (int) Math.min(chunk.length, left);
      file.readFully(chunk, 0, part);
      for (int i = 0; i < part; i += size) {
        float number = number(numbers, i, tensor.type());
        if (!Float.isFinite(number)) {
          throw new InvalidSafetensorsException(
              String.format(
                  Locale.ROOT,
                  "Tensor %s has the value %s at index %d",
                  tensor.name(),
                  number,
                  index + i / size));
        }
        memory.putFloat(number);
      }
      index += part / size;
      left -= part;
    }
  }

  private static float number(ByteBuffer numbers, int offset, TensorType type) {
    return switch (type) {
      case F32 -> numbers.getFloat(offset);
      case BF16 -> Float.intBitsToFloat(numbers.getShort(offset) << 16);
      case F16 -> HalfFloat.toFloat(numbers.getShort(offset));
      default -> throw new IllegalArgumentException("Numbers of type " + type + " are not read");
    };
  }
}
