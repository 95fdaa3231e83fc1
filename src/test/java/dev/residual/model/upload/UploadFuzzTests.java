package dev.residual.model.upload;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.residual.nn.Architecture;
import dev.residual.nn.ResNet;
import dev.residual.web.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Opens the files in {@code UploadFuzzTestsInputs}, and with {@code ./mvnw test-compile
 * surefire:test@fuzz} the variants that the fuzzer makes of them. Each is taken as a whole file,
 * and as one without the length of the header, which the fuzzer would seldom guess.
 */
class UploadFuzzTests {

  private static final Architecture ARCHITECTURE = Architecture.preset("resnet18");
  private static final Map<String, Shape> SHAPES =
      new ResNet(ARCHITECTURE, 2).shapes(new Shape(1, 3, 28, 28));

  private Path path;
  private RandomAccessFile file;

  @BeforeEach
  void create() throws IOException {
    path = Files.createTempFile("upload", ".safetensors");
    file = new RandomAccessFile(path.toFile(), "rw");
  }

  @AfterEach
  void delete() throws IOException {
    file.close();
    Files.delete(path);
  }

  @FuzzTest
  void anyFileIsReadOrRefused(byte[] bytes) throws IOException {
    open(bytes);
    int header = 0;
    while (header < bytes.length && bytes[header] != '\n') {
      header++;
    }
    open(
        ByteBuffer.allocate(8 + bytes.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header)
            .put(bytes)
            .array());
  }

  private void open(byte[] bytes) throws IOException {
    file.setLength(0);
    file.write(bytes);
    try {
      UploadedWeights weights = UploadedWeights.open(file);
      weights.found().find();
      WeightsMatch.require(weights, ARCHITECTURE, SHAPES, name -> false);
    } catch (Problem e) {
      assertThat(e.getStatusCode().value()).isIn(400, 415, 422);
      assertThat(e.getBody().getDetail()).isNotBlank();
    }
  }
}
