package dev.residual.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The safetensors format: eight bytes of header length, a JSON header that names each tensor's
 * type, shape and place, then the numbers; all little-endian.
 */
final class Safetensors {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int ALIGNMENT = 8;
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private Safetensors() {}

  /** Writes 32-bit tensors in the map's order; the same tensors give the same bytes. */
  static void write(Path file, Map<String, NDArray> tensors) throws IOException {
    byte[] header = header(tensors);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(littleEndian(LENGTH_BYTES).putLong(header.length).array());
      out.write(header);
      for (NDArray tensor : tensors.values()) {
        out.write(bytes(tensor));
      }
    }
  }

  private static byte[] header(Map<String, NDArray> tensors) {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
      Shape shape = tensor.getValue().getShape();
      ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", "F32");
      var dimensions = entry.putArray("shape");
      for (long dimension : shape.getShape()) {
        dimensions.add(dimension);
      }
      entry.putArray("data_offsets").add(offset).add(offset += shape.size() * Float.BYTES);
    }
    String json = JSON.writeValueAsString(header);
    int padding = Math.floorMod(-json.length(), ALIGNMENT);
    return (json + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(NDArray tensor) {
    float[] values = tensor.toFloatArray();
    ByteBuffer buffer = littleEndian(values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  /**
   * Reads all tensors, each owned by {@code manager}.
   *
   * @throws ArtifactException if the file is not what {@link #write} makes
   */
  static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    try (FileChannel channel = FileChannel.open(file)) {
      long headerLength = read(channel, 0, LENGTH_BYTES, file).getLong();
      if (headerLength < 2 || headerLength > MAX_HEADER_BYTES) {
        throw new ArtifactException(file + " has a header of " + headerLength + " bytes");
      }
      byte[] header = new byte[(int) headerLength];
      read(channel, LENGTH_BYTES, header.length, file).get(header);
      long data = LENGTH_BYTES + headerLength;
      for (Map.Entry<String, JsonNode> entry : object(header, file).properties()) {
        if (!entry.getKey().equals("__metadata__")) {
          tensors.put(entry.getKey(), tensor(channel, data, entry.getValue(), file, manager));
        }
      }
    }
    return tensors;
  }

  private static JsonNode object(byte[] header, Path file) {
    try {
      JsonNode json = JSON.readTree(header);
      if (json.isObject()) {
        return json;
      }
      throw new ArtifactException(file + " has a header that is not a JSON object");
    } catch (JacksonException e) {
      throw new ArtifactException(file + " has a header that is not JSON", e);
    }
  }

  private static NDArray tensor(
      FileChannel channel, long data, JsonNode entry, Path file, NDManager manager)
      throws IOException {
    Shape shape = new Shape(shape(entry.path("shape")));
    long begin = entry.path("data_offsets").path(0).asLong(-1);
    long end = entry.path("data_offsets").path(1).asLong(-1);
    if (!entry.path("dtype").asString("").equals("F32")
        || begin < 0
        || end < begin
        || end - begin != shape.size() * Float.BYTES) {
      throw new ArtifactException(
          file + " has a tensor that is not what its header says: " + entry);
    }
    ByteBuffer bytes = read(channel, data + begin, Math.toIntExact(end - begin), file);
    return manager.create(bytes, shape, DataType.FLOAT32);
  }

  /** A dimension that is no number, or below 0, becomes one that no tensor has. */
  private static long[] shape(JsonNode dimensions) {
    return dimensions.valueStream().mapToLong(each -> Math.max(-1, each.asLong(-1))).toArray();
  }

  private static ByteBuffer read(FileChannel channel, long position, int length, Path file)
      throws IOException {
    ByteBuffer buffer = littleEndian(length);
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, position + buffer.position());
      if (read < 0) {
        throw new ArtifactException(
            "%s ends at byte %d, expected %d more"
                .formatted(file, channel.size(), buffer.remaining()));
      }
    }
    return buffer.flip();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
