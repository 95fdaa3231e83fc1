package dev.residual.safetensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one safetensors file. Every claim of the header is checked against the file before it is
 * used.
 */
final class SafetensorsReader implements Closeable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long MAX_HEADER_BYTES = 100_000_000;
  private static final int NOT_A_SIZE = -1;

  private final Path file;
  private final NDManager manager;
  private final RandomAccessFile in;
  private final byte[] chunk = new byte[Safetensors.CHUNK];
  private ByteBuffer buffer = ByteBuffer.allocateDirect(Safetensors.CHUNK);

  SafetensorsReader(Path file, NDManager manager) throws IOException {
    this.file = file;
    this.manager = manager;
    in = open(file);
  }

  private static RandomAccessFile open(Path file) throws IOException {
    try {
      return new RandomAccessFile(file.toFile(), "r");
    } catch (FileNotFoundException e) {
      // It is also thrown for files that exist, for example if too many files are open.
      if (Files.notExists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  Map<String, NDArray> read() throws IOException {
    long headerLength = headerLength();
    JsonNode header = header(bytes((int) headerLength));
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, JsonNode> entry : header.properties()) {
        if (!entry.getKey().equals("__metadata__")) {
          tensors.put(
              entry.getKey(), tensor(entry.getValue(), Safetensors.LENGTH_BYTES + headerLength));
        }
      }
      return tensors;
    } catch (Throwable e) {
      tensors.values().forEach(NDArray::close);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private long headerLength() throws IOException {
    byte[] bytes = bytes(Safetensors.LENGTH_BYTES);
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > MAX_HEADER_BYTES) {
      throw new InvalidSafetensorsException(file + " has a header of " + length + " bytes");
    }
    return length;
  }

  private JsonNode header(byte[] header) {
    try {
      JsonNode json = JSON.readTree(header);
      if (json.isObject()) {
        return json;
      }
      throw new InvalidSafetensorsException(file + " has a header that is not a JSON object");
    } catch (JacksonException e) {
      throw new InvalidSafetensorsException(file + " has a header that is not JSON", e);
    }
  }

  private NDArray tensor(JsonNode entry, long data) throws IOException {
    DataType type = type(entry.path("dtype").asString(""));
    long begin = entry.path("data_offsets").path(0).asLong(-1);
    long end = entry.path("data_offsets").path(1).asLong(-1);
    if (type == DataType.UNKNOWN
        || begin < 0
        || end < begin
        || end - begin != size(entry.path("shape"), type)) {
      throw new InvalidSafetensorsException(
          file + " has a tensor whose type, shape and offsets do not match: " + entry);
    }
    requireAvailable(data, end);
    fillBuffer(data + begin, (int) (end - begin));
    Shape shape =
        new Shape(entry.path("shape").valueStream().mapToLong(JsonNode::asLong).toArray());
    // On a CPU the engine uses the buffer in place for as long as Java keeps it. The tensor must
    // have a copy of its own.
    try (NDArray borrowed = manager.create(buffer, shape, type)) {
      return borrowed.duplicate();
    }
  }

  private static DataType type(String name) {
    return Safetensors.TYPES.entrySet().stream()
        .filter(each -> each.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findAny()
        .orElse(DataType.UNKNOWN);
  }

  /**
   * Returns the size in bytes, less than 2 GiB, or {@value #NOT_A_SIZE} if this is not a valid
   * shape.
   */
  private static long size(JsonNode shape, DataType type) {
    if (!shape.isArray()) {
      return NOT_A_SIZE;
    }
    long size = type.getNumOfBytes();
    for (JsonNode dimension : shape) {
      long length = dimension.asLong(-1);
      if (length < 0 || length > Integer.MAX_VALUE || size * length > Integer.MAX_VALUE) {
        return NOT_A_SIZE;
      }
      size *= length;
    }
    return size;
  }

  private byte[] bytes(int length) throws IOException {
    requireAvailable(in.getFilePointer(), length);
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  /**
   * Checks that the file has these bytes, before memory is allocated for them. A truncated or
   * foreign file may claim more than it has.
   */
  private void requireAvailable(long begin, long length) throws IOException {
    long missing = length - Math.max(0, in.length() - begin);
    if (missing > 0) {
      throw new InvalidSafetensorsException(
          "%s ends at byte %d, expected %d more".formatted(file, in.length(), missing));
    }
  }

  private void fillBuffer(long position, int length) throws IOException {
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocateDirect(length);
    }
    buffer.clear();
    in.seek(position);
    while (buffer.position() < length) {
      int part = Math.min(chunk.length, length - buffer.position());
      in.readFully(chunk, 0, part);
      buffer.put(chunk, 0, part);
    }
    buffer.flip();
  }
}
