package dev.residual.safetensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes the safetensors format. A file has eight bytes of header length, a JSON header
 * with the type, shape and offsets of each tensor, and then the numbers. Everything is
 * little-endian, as is every machine that libtorch is built for.
 *
 * <p>An interrupted thread can still read and write here, which a {@code FileChannel} would refuse.
 * Data that is written while the service stops must not be lost.
 */
public final class Safetensors {

  private static final JsonMapper JSON = new JsonMapper();
  static final Map<DataType, String> TYPES = Map.of(DataType.FLOAT32, "F32", DataType.INT64, "I64");
  static final int LENGTH_BYTES = Long.BYTES;
  private static final int ALIGNMENT = 8;

  /** The size in bytes of the pieces that are read or written at once. */
  public static final int CHUNK = 1 << 20;

  private Safetensors() {}

  /**
   * Writes float32 and int64 tensors in the map's order. The same tensors give the same bytes.
   *
   * @return the SHA-256 of the file, in lower-case hexadecimal
   * @throws IllegalArgumentException if a tensor has another type
   */
  public static String write(Path file, Map<String, NDArray> tensors) throws IOException {
    byte[] header = header(tensors);
    byte[] chunk = new byte[CHUNK];
    try (DigestOutputStream out =
        new DigestOutputStream(Files.newOutputStream(file), Sha256.digest())) {
      out.write(length(header));
      out.write(header);
      for (NDArray tensor : tensors.values()) {
        write(tensor, out, chunk);
      }
      return Sha256.hex(out.getMessageDigest());
    }
  }

  private static byte[] header(Map<String, NDArray> tensors) {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
      Shape shape = tensor.getValue().getShape();
      DataType type = tensor.getValue().getDataType();
      if (!TYPES.containsKey(type)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "Tensor %s has type %s, but only float32 and int64 can be written",
                tensor.getKey(),
                type));
      }
      ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", TYPES.get(type));
      var dimensions = entry.putArray("shape");
      for (long dimension : shape.getShape()) {
        dimensions.add(dimension);
      }
      long bytes = shape.size() * type.getNumOfBytes();
      entry.putArray("data_offsets").add(offset).add(offset += bytes);
    }
    byte[] json = JSON.writeValueAsBytes(header);
    int padding = Math.floorMod(-json.length, ALIGNMENT);
    return (new String(json, StandardCharsets.UTF_8) + " ".repeat(padding))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] length(byte[] header) {
    return ByteBuffer.allocate(LENGTH_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .array();
  }

  private static void write(NDArray tensor, OutputStream out, byte[] chunk) throws IOException {
    if (tensor.size() == 0) {
      return;
    }
    try (TensorBytes numbers = new TensorBytes(tensor)) {
      ByteBuffer bytes = numbers.buffer();
      while (bytes.hasRemaining()) {
        int length = Math.min(chunk.length, bytes.remaining());
        bytes.get(chunk, 0, length);
        out.write(chunk, 0, length);
      }
    }
  }

  /**
   * Reads all tensors into {@code manager}. If one of them cannot be read, none is kept.
   *
   * @throws ArtifactException if the file is not one that {@link #write} could have written
   */
  public static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
    try (SafetensorsReader reader = new SafetensorsReader(file, manager)) {
      return reader.read();
    }
  }
}
