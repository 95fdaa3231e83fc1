package dev.residual.safetensors;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The header of a file from elsewhere. It is read token by token, so that it takes little memory
 * whatever it contains, and its tensors must fill the file without gaps and overlaps.
 *
 * @param tensors by name, in the order of their numbers
 * @param metadata the texts that the writer added
 */
record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata) {

  private static final String METADATA = "__metadata__";
  private static final int MAX_DIMENSIONS = 8;
  private static final int MAX_DEPTH = 8;
  private static final int MAX_NAME = 1_000;
  private static final int MAX_SHOWN = 100;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(MAX_SHOWN)
                  .build())
          .build();

  /**
   * Reads a header.
   *
   * @param dataBytes how many bytes the file has after it
   * @throws InvalidSafetensorsException if it is malformed or does not describe these bytes
   */
  static SafetensorsHeader parse(byte[] json, long dataBytes) {
    List<TensorInfo> tensors = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      require(parser.nextToken() == JsonToken.START_OBJECT, "Its header is not a JSON object");
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        parser.nextToken();
        if (name.equals(METADATA)) {
          readMetadata(parser, metadata);
        } else {
          require(
              tensors.size() < SafetensorsFile.MAX_TENSORS,
              "It has more than %d tensors",
              SafetensorsFile.MAX_TENSORS);
          tensors.add(tensor(name, parser));
        }
      }
      require(parser.nextToken() == null, "Its header has something after the JSON object");
    } catch (JacksonException e) {
      throw new InvalidSafetensorsException(
          String.format(
              Locale.ROOT,
              "Its header is not valid JSON, names a tensor twice or has too large a number, at byte %d of"
                  + " the header",
              e.getLocation() == null ? 0 : e.getLocation().getByteOffset()),
          e);
    }
    tensors.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
    requireContiguous(tensors, dataBytes);
    Map<String, TensorInfo> byName = new LinkedHashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    return new SafetensorsHeader(byName, metadata);
  }

  private static void readMetadata(JsonParser parser, Map<String, String> metadata) {
    require(
        parser.currentToken() == JsonToken.START_OBJECT, "%s must be an object of texts", METADATA);
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      require(
          parser.nextToken() == JsonToken.VALUE_STRING,
          "%s must be an object of texts, but %s is none",
          METADATA,
          shown(name));
      metadata.put(name, parser.getString());
    }
  }

  private static TensorInfo tensor(String name, JsonParser parser) {
    require(
        parser.currentToken() == JsonToken.START_OBJECT,
        "Tensor %s is not described by an object",
        shown(name));
    TensorType type = null;
    long[] shape = null;
    long[] offsets = null;
    for (String field = parser.nextName(); field != null; field = parser.nextName()) {
      parser.nextToken();
      switch (field) {
        case "dtype" -> type = type(name, parser);
        case "shape" -> shape = numbers(name, field, parser);
        case "data_offsets" -> offsets = numbers(name, field, parser);
        default -> throw invalid("Tensor %s has the unknown field %s", shown(name), shown(field));
      }
    }
    if (type == null || shape == null || offsets == null || offsets.length != 2) {
      throw invalid("Tensor %s must have a dtype, a shape and two data_offsets", shown(name));
    }
    long size = offsets[1] - offsets[0];
    require(
        size >= 0 && size == bytes(shape, type),
        "Tensor %s has %d bytes, which its dtype %s and shape %s do not have",
        shown(name),
        size,
        type,
        new Shape(shape));
    return new TensorInfo(name, type, new Shape(shape), offsets[0], offsets[1]);
  }

  private static TensorType type(String name, JsonParser parser) {
    String dtype =
        parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : "something else";
    Optional<TensorType> type = TensorType.find(dtype);
    return type.orElseThrow(
        () -> invalid("Tensor %s has the unknown dtype %s", shown(name), shown(dtype)));
  }

  private static long[] numbers(String name, String field, JsonParser parser) {
    require(
        parser.currentToken() == JsonToken.START_ARRAY,
        "Tensor %s has a %s that is not an array",
        shown(name),
        field);
    long[] numbers = new long[MAX_DIMENSIONS];
    int count = 0;
    while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      require(count < MAX_DIMENSIONS, "Tensor %s has a %s that is too long", shown(name), field);
      numbers[count] = parser.getLongValue();
      require(
          numbers[count++] >= 0, "Tensor %s has a negative number in its %s", shown(name), field);
    }
    require(
        parser.currentToken() == JsonToken.END_ARRAY,
        "Tensor %s has a %s that is not an array of whole numbers",
        shown(name),
        field);
    return Arrays.copyOf(numbers, count);
  }

  /** Returns the size in bytes, or -1 if it is larger than any file. */
  private static long bytes(long[] shape, TensorType type) {
    long size = type.bytes();
    for (long dimension : shape) {
      if (Math.multiplyHigh(size, dimension) != 0 || size * dimension < 0) {
        return -1;
      }
      size *= dimension;
    }
    return size;
  }

  private static void requireContiguous(List<TensorInfo> tensors, long dataBytes) {
    long end = 0;
    TensorInfo before = null;
    for (TensorInfo tensor : tensors) {
      if (tensor.begin() != end) {
        throw invalid(
            tensor.begin() < end
                ? "The numbers of tensor %s overlap with those of %s"
                : "There is a gap before the numbers of tensor %s, after %s",
            shown(tensor.name()),
            before == null ? "the header" : shown(before.name()));
      }
      end = tensor.end();
      before = tensor;
    }
    require(
        end <= dataBytes,
        "It is truncated: its header describes %d bytes of numbers, but only %d are there",
        end,
        dataBytes);
    require(
        end == dataBytes, "It has %d bytes after the numbers of its last tensor", dataBytes - end);
  }

  private static String shown(String name) {
    return name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "...";
  }

  private static void require(boolean condition, String message, @Nullable Object... values) {
    if (!condition) {
      throw invalid(message, values);
    }
  }

  private static InvalidSafetensorsException invalid(String message, @Nullable Object... values) {
    return new InvalidSafetensorsException(String.format(Locale.ROOT, message, values));
  }
}
