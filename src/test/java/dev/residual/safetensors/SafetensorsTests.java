package dev.residual.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SafetensorsTests {

  @TempDir private Path folder;
  private Path file;
  private NDManager manager;

  @BeforeEach
  void open() {
    file = folder.resolve("some.safetensors");
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void readsBackEqualTensorsInOrder() throws IOException {
    Map<String, NDArray> tensors = tensors();
    Safetensors.write(file, tensors);

    Map<String, NDArray> read = Safetensors.read(file, manager);

    assertThat(read.keySet()).containsExactly("fc.weight", "fc.bias", "nothing");
    read.forEach(
        (name, tensor) -> {
          assertThat(tensor.getShape()).isEqualTo(tensors.get(name).getShape());
          assertThat(tensor.toFloatArray()).isEqualTo(tensors.get(name).toFloatArray());
        });
  }

  @Test
  void readsBackFloatsBitForBit() throws IOException {
    float[] values = {-0f, Float.MIN_VALUE, -1e-42f, Float.POSITIVE_INFINITY, 0.1f, Float.NaN};
    Safetensors.write(file, Map.of("odd", manager.create(values)));

    assertThat(bits(Safetensors.read(file, manager).get("odd").toFloatArray()))
        .isEqualTo(bits(values));
  }

  @Test
  void readsBackLongsAndScalars() throws IOException {
    Safetensors.write(
        file,
        Map.of(
            "longs", manager.create(new long[] {Long.MIN_VALUE, -1, Long.MAX_VALUE}),
            "scalar", manager.create(2.5f)));

    Map<String, NDArray> read = Safetensors.read(file, manager);

    assertThat(read.get("longs").toLongArray()).containsExactly(Long.MIN_VALUE, -1, Long.MAX_VALUE);
    assertThat(read.get("scalar").getShape()).isEqualTo(new Shape());
    assertThat(read.get("scalar").getFloat()).isEqualTo(2.5f);
  }

  @Test
  void readsBackTensorLargerThanTheBuffer() throws IOException {
    NDArray large = manager.arange(700_001f);
    Safetensors.write(file, Map.of("large", large));

    assertThat(Safetensors.read(file, manager).get("large").toFloatArray())
        .isEqualTo(large.toFloatArray());
  }

  @Test
  void laterReadLeavesEarlierTensorUnchanged() throws IOException {
    Safetensors.write(file, tensors());
    NDArray first = Safetensors.read(file, manager).get("fc.weight");

    float[] before = first.toFloatArray();
    Safetensors.write(file, Map.of("other", manager.ones(new Shape(2, 3))));
    NDArray other = Safetensors.read(file, manager).get("other");

    assertThat(first.toFloatArray()).isEqualTo(before).isNotEqualTo(other.toFloatArray());
  }

  @Test
  void writesTransposedTensorInShapeOrder() throws IOException {
    NDArray transposed = manager.arange(6f).reshape(2, 3).transpose();
    NDArray everySecond = manager.arange(6f).get("::2");
    Safetensors.write(file, Map.of("transposed", transposed, "every second", everySecond));

    Map<String, NDArray> read = Safetensors.read(file, manager);

    assertThat(read.get("transposed").getShape()).isEqualTo(new Shape(3, 2));
    assertThat(read.get("transposed").toFloatArray()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(read.get("every second").toFloatArray()).containsExactly(0, 2, 4);
  }

  @Test
  void writingLeavesNoArraysInTheManager() throws IOException {
    Map<String, NDArray> tensors =
        Map.of("plain", manager.arange(4f), "turned", manager.arange(6f).reshape(2, 3).transpose());
    int before = manager.getManagedArrays().size();

    Safetensors.write(file, tensors);

    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void failedReadLeavesNoTensors() throws IOException {
    Safetensors.write(file, tensors());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

    try (NDManager empty = manager.newSubManager()) {
      assertThatExceptionOfType(ArtifactException.class)
          .isThrownBy(() -> Safetensors.read(file, empty));
      assertThat(empty.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void returnsDigestOfTheFile() throws IOException {
    assertThat(Safetensors.write(file, tensors())).isEqualTo(Sha256.of(file)).hasSize(64);
  }

  @Test
  void rejectsUnsupportedType() {
    Map<String, NDArray> tensors = Map.of("half", manager.create(new double[] {0.5}));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Safetensors.write(file, tensors))
        .withMessage("Tensor half has type float64, but only float32 and int64 can be written");
  }

  @Test
  void sameTensorsGiveSameBytes() throws IOException {
    Path again = folder.resolve("again.safetensors");
    Safetensors.write(file, tensors());
    Safetensors.write(again, tensors());

    assertThat(again).hasSameBinaryContentAs(file);
  }

  @Test
  void writesStandardHeader() throws IOException {
    Safetensors.write(file, tensors());

    byte[] bytes = Files.readAllBytes(file);
    int length = Math.toIntExact(littleEndian(bytes).getLong());
    JsonNode header = new JsonMapper().readTree(Arrays.copyOfRange(bytes, 8, 8 + length));

    assertThat(length % 8).isZero();
    assertThat(header)
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"__metadata__": {"format": "pt"},
                     "fc.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
                     "fc.bias": {"dtype": "F32", "shape": [2], "data_offsets": [24, 32]},
                     "nothing": {"dtype": "F32", "shape": [0], "data_offsets": [32, 32]}}
                    """));
    assertThat(bytes).hasSize(8 + length + 32);
    assertThat(littleEndian(bytes).getFloat(8 + length + 4)).isEqualTo(-2.5f);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 20})
  void rejectsFileTruncatedInHeader(int length) throws IOException {
    Safetensors.write(file, tensors());
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));

    assertRejected("ends at byte " + length);
  }

  @Test
  void rejectsFileTruncatedInData() throws IOException {
    Safetensors.write(file, tensors());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

    assertRejected("ends at byte %d, expected 1 more".formatted(bytes.length - 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
  void rejectsHeaderLengthOutOfRange(long length) throws IOException {
    Files.write(
        file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());

    assertRejected("has a header of " + length + " bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not JSON at all",
        "[]",
        """
        {"a": {"dtype": "F16", "shape": [1], "data_offsets": [0, 4]}}\
        """,
        """
        {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}\
        """,
        """
        {"a": {"dtype": "F32", "shape": ["two"], "data_offsets": [0, 4]}}\
        """,
        """
        {"a": {"dtype": "F32", "shape": [-1], "data_offsets": [4, 0]}}\
        """,
        """
        {"a": {"dtype": "F32", "shape": [1], "data_offsets": [-400, -396]}}\
        """,
        """
        {"a": {"dtype": "F32", "shape": [1]}}\
        """,
        """
        {"a": {"dtype": "F32", "data_offsets": [0, 4]}}\
        """,
        """
        {"a": {"dtype": "I64", "shape": [1], "data_offsets": [0, 4]}}\
        """,
        """
        {"a": {"dtype": "F32", "shape": [4611686018427387904, 4], "data_offsets": [0, 0]}}\
        """,
        """
        {"a": {"dtype": "F32", "shape": [1], "data_offsets": [9223372036854775800, 9223372036854775804]}}\
        """,
        """
        {"a": {}}\
        """
      })
  void rejectsInvalidHeader(String header) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(json.length).put(json).array());

    assertRejected("");
  }

  private void assertRejected(String reason) {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> Safetensors.read(file, manager))
        .withMessageContaining(file.toString())
        .withMessageContaining(reason);
  }

  private Map<String, NDArray> tensors() {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    tensors.put(
        "fc.weight",
        manager.create(
            new float[] {1, -2.5f, 0, Float.MIN_VALUE, Float.MAX_VALUE, -0f}, new Shape(2, 3)));
    tensors.put("fc.bias", manager.create(new float[] {3, Float.NEGATIVE_INFINITY}));
    tensors.put("nothing", manager.create(new float[0]));
    return tensors;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
