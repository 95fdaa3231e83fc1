package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.safetensors.Safetensors;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.FileDigests;
import dev.residual.storage.FolderArtifactStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ModelStoreTests {

  private static final String KEY = "jobs/a/1/model";
  private static final Shape INPUT = new Shape(1, 1, 28, 28);
  private static final Architecture THIN =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(4, 8), Stem.SMALL, Convention.TORCHVISION);
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          THIN,
          Preprocessing.exact(ImageFormat.gray(28, 28), 28, Normalization.article(1), null),
          List.of("a", "b", "c"),
          "fashion-mnist",
          Map.of(),
          Map.of("epochs", 2),
          42,
          "cpu",
          "fp32",
          100L,
          Map.of(),
          new TestResult("test", 10, 0.5, 0.9, 1, null, null),
          null,
          null);

  @TempDir private Path folder;
  private ModelStore store;

  @BeforeEach
  void open() {
    store =
        new ModelStore(
            new FolderArtifactStore(folder),
            mock(),
            new FileDigests(Clock.systemUTC()),
            new JsonMapper());
  }

  @Test
  void weightsSurviveStoringUnderTorchvisionNames() {
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = network(manager);
      StoredModel saved = store.save(KEY, network, DESCRIPTION, null);

      ResNet loaded = store.load(saved, manager);

      assertThat(loaded.state(INPUT)).containsKey("layer2.0.downsample.1.running_var");
      loaded
          .state(INPUT)
          .forEach(
              (name, parameter) ->
                  assertThat(parameter.getArray().toFloatArray())
                      .as(name)
                      .isEqualTo(network.state(INPUT).get(name).getArray().toFloatArray()));
    }
  }

  @Test
  void weightsFileIsSafetensors() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel saved = store.save(KEY, network(manager), DESCRIPTION, null);

      ByteBuffer file =
          ByteBuffer.wrap(store.weights(saved).getContentAsByteArray())
              .order(ByteOrder.LITTLE_ENDIAN);
      byte[] header = new byte[(int) file.getLong()];
      file.get(header);
      var json = new JsonMapper().readTree(new String(header, StandardCharsets.UTF_8));

      assertThat(json.path("conv1.weight").path("dtype").asString()).isEqualTo("F32");
      assertThat(json.path("conv1.weight").path("shape").toString()).isEqualTo("[4,1,3,3]");
      assertThat(json.path("conv1.weight").path("data_offsets").toString()).isEqualTo("[0,144]");
      assertThat(file.remaining()).isEqualTo(saved.manifest().weights().parameters() * Float.BYTES);
    }
  }

  @Test
  void flippedBitInTheWeightsIsDetected() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel saved = store.save(KEY, network(manager), DESCRIPTION, null);
      byte[] bytes = store.weights(saved).getContentAsByteArray();
      bytes[bytes.length / 2] ^= 1;
      Files.write(store.weights(saved).getFile().toPath(), bytes);

      assertThatExceptionOfType(ArtifactException.class)
          .isThrownBy(() -> store.load(saved, manager))
          .withMessageContaining("has changed: its SHA-256 is")
          .withMessageContaining("expected " + saved.manifest().weights().sha256());
    }
  }

  @Test
  void referenceSamplesSurviveStoring() {
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel saved = store.save(KEY, network(manager), DESCRIPTION, check());

      ReferenceSamples read = store.referenceSamples(saved).orElseThrow();

      assertThat(read.images()).containsExactly(check().images().toArray(byte[][]::new));
      assertThat(read.logits()).isDeepEqualTo(check().logits());
      assertThat(saved.manifest().check().images()).isEqualTo(2);
    }
  }

  @Test
  void referenceSamplesAreTensorsOfGrayValuesAndLogits() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      store.save(KEY, network(manager), DESCRIPTION, check());

      Map<String, NDArray> tensors = Safetensors.read(checkFile(), manager);

      assertThat(tensors.get("images").getShape()).isEqualTo(new Shape(2, 784));
      assertThat(tensors.get("images").toFloatArray()).startsWith(0, 1, 2).contains(255);
      assertThat(tensors.get("logits").getShape()).isEqualTo(new Shape(2, 3));
    }
  }

  @Test
  void referenceSamplesAreOptional() {
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel saved = store.save(KEY, network(manager), DESCRIPTION, null);

      assertThat(store.referenceSamples(saved)).isEmpty();
      assertThat(checkFile()).doesNotExist();
    }
  }

  @Test
  void flippedBitInTheReferenceSamplesIsDetected() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel saved = store.save(KEY, network(manager), DESCRIPTION, check());
      byte[] bytes = Files.readAllBytes(checkFile());
      bytes[bytes.length - 1] ^= 1;
      Files.write(checkFile(), bytes);

      assertThatExceptionOfType(ArtifactException.class)
          .isThrownBy(() -> store.referenceSamples(saved))
          .withMessageContaining("check.safetensors has changed: its SHA-256 is")
          .withMessageContaining("expected " + saved.manifest().check().sha256());
    }
  }

  @Test
  void truncatedFileIsRejectedWithAReason() throws IOException {
    Path file = folder.resolve("torn.safetensors");
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray tensor = manager.create(new float[] {1, 2, 3});
      Safetensors.write(file, Map.of("x", tensor));
      assertThat(Safetensors.read(file, manager).get("x").toFloatArray()).containsExactly(1, 2, 3);

      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 40));
      assertThatExceptionOfType(ArtifactException.class)
          .isThrownBy(() -> Safetensors.read(file, manager))
          .withMessageContaining("ends at byte 40");

      Files.write(file, new byte[] {-1, -1, -1, -1, -1, -1, -1, 127});
      assertThatExceptionOfType(ArtifactException.class)
          .isThrownBy(() -> Safetensors.read(file, manager))
          .withMessageContaining("has a header of");
    }
  }

  private Path checkFile() {
    return folder.resolve(KEY).resolve("check.safetensors");
  }

  /** Returns images that have every gray value. */
  private static ReferenceSamples check() {
    byte[] rising = new byte[784];
    byte[] falling = new byte[784];
    for (int i = 0; i < 784; i++) {
      rising[i] = (byte) i;
      falling[i] = (byte) -i;
    }
    return new ReferenceSamples(
        ImageFormat.gray(28, 28),
        List.of(rising, falling),
        new float[][] {{0.1f, -2, Float.MIN_VALUE}, {3, 1e9f, -0f}});
  }

  private static ResNet network(NDManager manager) {
    ResNet network = new ResNet(THIN, 3);
    network.initialize(manager, INPUT, 7);
    return network;
  }
}
