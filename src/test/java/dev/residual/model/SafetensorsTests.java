package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
  void tensorsComeBackEqualInOrderAndShape() throws IOException {
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
  void theSameTensorsGiveTheSameBytes() throws IOException {
    Path again = folder.resolve("again.safetensors");
    Safetensors.write(file, tensors());
    Safetensors.write(again, tensors());

    assertThat(again).hasSameBinaryContentAs(file);
  }

  @Test
  void startsWithAHeaderThatOtherProgramsUnderstand() throws IOException {
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
  void refusesAFileThatEndsInItsHeader(int length) throws IOException {
    Safetensors.write(file, tensors());
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));

    assertRefused("ends at byte " + length);
  }

  @Test
  void refusesAFileThatEndsInItsNumbers() throws IOException {
    Safetensors.write(file, tensors());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

    assertRefused("ends at byte %d, expected 1 more".formatted(bytes.length - 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
  void refusesAHeaderLengthOutOfBounds(long length) throws IOException {
    Files.write(
        file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());

    assertRefused("has a header of " + length + " bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not JSON at all",
        "[]",
        """
        {"a": {"dtype": "F16", "shape": [1], "data_offsets": [0, 4]}}""",
        """
        {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}""",
        """
        {"a": {"dtype": "F32", "shape": ["two"], "data_offsets": [0, 4]}}""",
        """
        {"a": {"dtype": "F32", "shape": [-1], "data_offsets": [4, 0]}}""",
        """
        {"a": {"dtype": "F32", "shape": [1], "data_offsets": [-400, -396]}}""",
        """
        {"a": {"dtype": "F32", "shape": [1]}}""",
        """
        {"a": {}}"""
      })
  void refusesAHeaderThatIsNotItsOwn(String header) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(json.length).put(json).array());

    assertRefused("");
  }

  private void assertRefused(String reason) {
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

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
