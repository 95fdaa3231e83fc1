package dev.residual.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTests {

  @TempDir private Path folder;

  @Test
  void readsWhatTheServiceWrites() throws IOException {
    Path file = folder.resolve("own.safetensors");
    float[] large = new float[700_001];
    for (int i = 0; i < large.length; i++) {
      large[i] = i - 0.5f;
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      Safetensors.write(
          file,
          Map.of(
              "large",
              manager.create(large),
              "scalar",
              manager.create(-0f),
              "none",
              manager.create(new float[0])));
      try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
        SafetensorsFile read = SafetensorsFile.open(open);

        assertThat(read.metadata()).containsExactly(Map.entry("format", "pt"));
        assertThat(read(read, "large", manager)).isEqualTo(large);
        assertThat(read(read, "scalar", manager)).containsExactly(-0f);
        assertThat(read.read(read.tensors().get("none"), manager).getShape())
            .isEqualTo(new Shape(0));
      }
    }
  }

  private static float[] read(SafetensorsFile file, String name, NDManager manager)
      throws IOException {
    try (NDArray tensor = file.read(file.tensors().get(name), manager)) {
      return tensor.toFloatArray();
    }
  }

  /** The values are from IEEE 754 and from the definition of bfloat16. */
  @Test
  void numbersOfSixteenBitsBecomeFloats() throws IOException {
    ByteBuffer numbers = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    for (int half : new int[] {0x3c00, 0xc000, 0x0001, 0x8000, 0x7bff, 0x3555}) {
      numbers.putShort((short) half);
    }
    for (int brain : new int[] {0x3f80, 0xc000, 0x0001, 0x7f7f}) {
      numbers.putShort((short) brain);
    }
    write(
        """
        {"half": {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 12]},
         "brain": {"dtype": "BF16", "shape": [4], "data_offsets": [12, 20]}}
        """,
        numbers.array());

    try (NDManager manager = NDManager.newBaseManager();
        RandomAccessFile open = open()) {
      SafetensorsFile file = SafetensorsFile.open(open);

      assertThat(file.tensors()).containsOnlyKeys("half", "brain");
      assertThat(read(file, "half", manager))
          .containsExactly(1, -2, 0x1p-24f, -0f, 65504, 0.333251953125f);
      assertThat(read(file, "brain", manager))
          .containsExactly(1, -2, 0x1p-133f, Float.intBitsToFloat(0x7f7f0000));
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, 2143289344, NaN", "F16, 64512, -Infinity", "BF16, 32640, Infinity"})
  void valueThatIsNotFiniteIsNamed(String type, int bits, String value) throws IOException {
    int bytes = type.equals("F32") ? 4 : 2;
    ByteBuffer numbers = ByteBuffer.allocate(3 * bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes == 4) {
      numbers.putInt(8, bits);
    } else {
      numbers.putShort(4, (short) bits);
    }
    write(
        "{\"bn1.weight\": {\"dtype\": \"%s\", \"shape\": [3], \"data_offsets\": [0, %d]}}"
            .formatted(type, 3 * bytes),
        numbers.array());

    try (NDManager manager = NDManager.newBaseManager();
        RandomAccessFile open = open()) {
      SafetensorsFile file = SafetensorsFile.open(open);
      assertThatExceptionOfType(InvalidSafetensorsException.class)
          .isThrownBy(() -> file.read(file.tensors().get("bn1.weight"), manager))
          .withMessage("Tensor bn1.weight has the value %s at index 2", value);
      assertThat(manager.getManagedArrays()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing                                                     | is not valid JSON",
        "[]                                                          | not a JSON object",
        "{} {}                                                       | after the JSON object",
        "{'a': 1}                                                    | not described by an object",
        "{'a': {}}                                                   | must have a dtype, a shape",
        "{'a': {'dtype': 'F32', 'shape': [1], 'data_offsets': [0]}}  | two data_offsets",
        "{'a': {'dtype': 'F31', 'shape': [1], 'data_offsets': [0, 4]}} | unknown dtype F31",
        "{'a': {'dtype': 7, 'shape': [1], 'data_offsets': [0, 4]}}   | unknown dtype",
        "{'a': {'dtype': 'F32', 'shape': [2], 'data_offsets': [0, 4]}} | has 4 bytes, which",
        "{'a': {'dtype': 'F32', 'shape': 1, 'data_offsets': [0, 4]}} | not an array",
        "{'a': {'dtype': 'F32', 'shape': ['1'], 'data_offsets': [0, 4]}} | of whole numbers",
        "{'a': {'dtype': 'F32', 'shape': [-1], 'data_offsets': [4, 0]}} | a negative number",
        "{'a': {'dtype': 'F32', 'shape': [1], 'data_offsets': [4, 0]}} | has -4 bytes",
        "{'a': {'dtype': 'F32', 'shape': [1,1,1,1,1,1,1,1,1], 'data_offsets': [0, 4]}} | too long",
        "{'a': {'dtype': 'F32', 'shape': [1], 'data_offsets': [0, 4], 'b': 1}} | unknown field b",
        "{'a': {'dtype': 'F32', 'shape': [4611686018427387904, 4], 'data_offsets': [0, 0]}} | has 0",
        "{'a': {'dtype': 'F32', 'shape': [99999999999999999999], 'data_offsets': [0, 4]}} | too large",
        "{'a': {'dtype': 'F32', 'shape': [2], 'data_offsets': [0, 8]}} | truncated: its header describes 8",
        "{'a': {'dtype': 'F32', 'shape': [0], 'data_offsets': [0, 0]}} | 4 bytes after the numbers",
        "{}                                                          | 4 bytes after the numbers",
        "{'a': {'dtype': 'U8', 'shape': [3], 'data_offsets': [1, 4]}} | a gap before the numbers of tensor a",
        "{'a': {'dtype': 'U8', 'shape': [3], 'data_offsets': [0, 3]}, "
            + "'b': {'dtype': 'U8', 'shape': [2], 'data_offsets': [2, 4]}} | b overlap with those of a",
        "{'a': {'dtype': 'U8', 'shape': [4], 'data_offsets': [0, 4]}, "
            + "'a': {'dtype': 'U8', 'shape': [4], 'data_offsets': [0, 4]}} | names a tensor twice",
        "{'__metadata__': 1}                                         | an object of texts",
        "{'__metadata__': {'a': {}}}                                 | an object of texts, but a is none",
        "{'a': [[[[[[[[[[]]]]]]]]]]}                                 | not described by an object",
        "{'a': {'b': [[[[[[[[[[]]]]]]]]]]}}                          | unknown field b"
      },
      quoteCharacter = '"')
  void malformedHeaderIsRefusedWithItsReason(String header, String reason) throws IOException {
    write(header.replace('\'', '"'), new byte[4]);

    assertRefused(reason);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, SafetensorsFile.MAX_HEADER_BYTES + 1, Long.MIN_VALUE})
  void lengthOfTheHeaderIsLimited(long length) throws IOException {
    Files.write(
        file(), ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());

    assertRefused("Its header must have 2 to 1048576 bytes");
  }

  @ParameterizedTest
  @CsvSource({"0, has only 0 bytes", "7, has only 7 bytes", "12, truncated: its header has 64"})
  void fileThatEndsInItsHeaderIsRefused(int bytes, String reason) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(64);
    Files.write(file(), Arrays.copyOf(file.array(), bytes));

    assertRefused(reason);
  }

  @Test
  void numberOfTensorsIsLimited() throws IOException {
    String tensor = "\"%d\": {\"dtype\": \"U8\", \"shape\": [0], \"data_offsets\": [0, 0]}";
    write(
        IntStream.rangeClosed(0, SafetensorsFile.MAX_TENSORS)
            .mapToObj(tensor::formatted)
            .collect(Collectors.joining(",", "{", "}")),
        new byte[0]);

    assertRefused("more than 2000 tensors");
  }

  private void assertRefused(String reason) throws IOException {
    try (RandomAccessFile open = open()) {
      assertThatExceptionOfType(InvalidSafetensorsException.class)
          .isThrownBy(() -> SafetensorsFile.open(open))
          .withMessageContaining(reason)
          .satisfies(e -> assertThat(e.getMessage()).startsWith(first(e.getMessage())));
    }
  }

  /** Clients see the message, so it must not name the file. */
  private static String first(String message) {
    return List.of("It ", "Its ", "Tensor ", "There ", "The ", "__metadata__ ").stream()
        .filter(message::startsWith)
        .findFirst()
        .orElseThrow();
  }

  private void write(String header, byte[] numbers) throws IOException {
    byte[] json = header.strip().getBytes(StandardCharsets.UTF_8);
    Files.write(
        file(),
        ByteBuffer.allocate(8 + json.length + numbers.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .put(numbers)
            .array());
  }

  private RandomAccessFile open() throws IOException {
    return new RandomAccessFile(file().toFile(), "r");
  }

  private Path file() {
    return folder.resolve("foreign.safetensors");
  }
}
