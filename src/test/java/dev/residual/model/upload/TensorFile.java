package dev.residual.model.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A safetensors file that a test changes and writes again, independently of the product's code. */
final class TensorFile {

  private static final JsonMapper JSON = new JsonMapper();

  /** A tensor: its type, its shape as JSON and its numbers. */
  record Tensor(String type, JsonNode shape, byte[] numbers) {}

  private final ObjectNode metadata;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private TensorFile(ObjectNode metadata) {
    this.metadata = metadata;
  }

  /**
   * Returns a small bottleneck network with five classes, labels, and a check, which {@code
   * benchmarks/peers/weights.py --fixture} has written by PyTorch.
   */
  static TensorFile fixture() {
    try (InputStream file =
        Objects.requireNonNull(TensorFile.class.getResourceAsStream("torchvision.safetensors"))) {
      return read(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TensorFile read(byte[] file) {
    int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    JsonNode header = JSON.readTree(Arrays.copyOfRange(file, 8, 8 + length));
    TensorFile read =
        new TensorFile(
            header.has("__metadata__")
                ? (ObjectNode) header.get("__metadata__")
                : JSON.createObjectNode());
    header.forEachEntry(
        (name, entry) -> {
          if (!name.equals("__metadata__")) {
            int begin = 8 + length + entry.path("data_offsets").path(0).asInt();
            int end = 8 + length + entry.path("data_offsets").path(1).asInt();
            read.tensors.put(
                name,
                new Tensor(
                    entry.path("dtype").asString(),
                    entry.path("shape"),
                    Arrays.copyOfRange(file, begin, end)));
          }
        });
    return read;
  }

  Map<String, Tensor> tensors() {
    return tensors;
  }

  TensorFile renamed(UnaryOperator<String> name) {
    Map<String, Tensor> old = new LinkedHashMap<>(tensors);
    tensors.clear();
    old.forEach((key, tensor) -> tensors.put(name.apply(key), tensor));
    return this;
  }

  TensorFile without(String... names) {
    tensors.keySet().removeAll(Arrays.asList(names));
    return this;
  }

  TensorFile withoutLabels() {
    metadata.remove("labels");
    return this;
  }

  TensorFile withoutCheck() {
    return without("check.input", "check.logits");
  }

  TensorFile with(String name, String type, String shape, byte[] numbers) {
    tensors.put(name, new Tensor(type, JSON.readTree(shape), numbers));
    return this;
  }

  /** Sets the number with an index of a float32 tensor. */
  TensorFile set(String name, int index, float value) {
    ByteBuffer.wrap(Objects.requireNonNull(tensors.get(name)).numbers())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(4 * index, value);
    return this;
  }

  /** Cuts the numbers of float32 tensors to their upper halves, which are bfloat16. */
  TensorFile brainFloats() {
    tensors.replaceAll(
        (name, tensor) -> {
          if (!tensor.type().equals("F32")) {
            return tensor;
          }
          byte[] half = new byte[tensor.numbers().length / 2];
          for (int i = 0; i < half.length; i += 2) {
            half[i] = tensor.numbers()[2 * i + 2];
            half[i + 1] = tensor.numbers()[2 * i + 3];
          }
          return new Tensor("BF16", tensor.shape(), half);
        });
    return this;
  }

  byte[] bytes() {
    ObjectNode header = JSON.createObjectNode();
    header.set("__metadata__", metadata);
    int end = 0;
    for (Map.Entry<String, Tensor> each : tensors.entrySet()) {
      Tensor tensor = each.getValue();
      ObjectNode entry = header.putObject(each.getKey()).put("dtype", tensor.type());
      entry.set("shape", tensor.shape());
      entry.putArray("data_offsets").add(end).add(end += tensor.numbers().length);
    }
    byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + json.length + end)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json);
    tensors.values().forEach(tensor -> file.put(tensor.numbers()));
    return file.array();
  }
}
