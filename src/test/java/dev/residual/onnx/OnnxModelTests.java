package dev.residual.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.model.ModelDescription;
import dev.residual.model.Samples;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.FoldedResNet;
import dev.residual.nn.FoldedResNet.Conv;
import dev.residual.nn.FoldedResNet.Dense;
import dev.residual.nn.FoldedResNet.Residual;
import dev.residual.nn.Norms;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.InputImage;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.preprocessing.Preprocessing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxModelTests {

  private final OrtEnvironment runtime = OrtEnvironment.getEnvironment();
  private final ModelDescription description = Samples.description("fashion-mnist", 0.9);
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "BASIC, LARGE, ARTICLE, 28",
    "BASIC, LARGE, ARTICLE, 29",
    "BASIC, LARGE, ARTICLE, 96",
    "BASIC, LARGE, TORCHVISION, 29",
    "BASIC, SMALL, ARTICLE, 29",
    "BASIC, SMALL, TORCHVISION, 28",
    "BOTTLENECK, LARGE, TORCHVISION, 28",
    "BOTTLENECK, LARGE, TORCHVISION, 96",
    "BOTTLENECK, SMALL, TORCHVISION, 29",
  })
  void onnxRuntimeComputesTheSameLogits(BlockKind block, Stem stem, Convention convention, int size)
      throws OrtException {
    var architecture =
        new Architecture(block, List.of(1, 2, 1, 1), List.of(8, 12, 8, 16), stem, convention);
    FoldedResNet network = folded(architecture, 10, size);

    try (OrtSession session = session(OnnxModel.of(network, description))) {
      for (int count : new int[] {1, 5}) {
        NDArray images =
            manager.randomUniform(-1, 1, new Shape(count, 1, size, size), DataType.FLOAT32);
        NDArray expected = network.forward(images);

        NDArray logits = logits(session, images);

        assertThat(logits.getShape()).isEqualTo(new Shape(count, 10));
        assertThat(logits.sub(expected).abs().max().getFloat())
            .isCloseTo(0, within(1e-4f * expected.abs().max().getFloat()));
      }
    }
  }

  @Test
  void colorModelComputesTheSameLogitsOfTheSameImages() throws OrtException {
    Preprocessing preprocessing =
        Preprocessing.crop(
                OrientationMode.EXIF,
                64,
                40,
                new Normalization(List.of(120.0, 110.0, 100.0), List.of(60.0, 70.0, 80.0)))
            .withCrop(0.875);
    ResNet network =
        new ResNet(
            new Architecture(
                BlockKind.BASIC, List.of(1, 1), List.of(4, 8), Stem.SMALL, Convention.TORCHVISION),
            3);
    Shape input = new Shape(1, 3, 40, 40);
    network.initialize(manager, input, 7);
    Norms.disturb(network, input);
    byte[] image = new byte[3 * 50 * 70];
    new Random(5).nextBytes(image);
    InputImage wide = new InputImage(new ImageFormat(3, 50, 70), image, preprocessing.crop());
    NDArray images = new ImageTensors(preprocessing).inputs(manager, List.of(wide));
    NDArray expected =
        network
            .forward(new ParameterStore(manager, false), new NDList(images), false)
            .singletonOrThrow();

    OnnxModel onnx =
        OnnxModel.of(network.folded(input, manager), Samples.description(preprocessing));

    try (OrtSession session = session(onnx)) {
      assertThat(logits(session, images).sub(expected).abs().max().getFloat()).isLessThan(1e-4f);
      TensorInfo info = (TensorInfo) session.getInputInfo().get("image").getInfo();
      assertThat(info.getShape()).containsExactly(-1, 3, 40, 40);
      OnnxModelMetadata metadata = session.getMetadata();
      assertThat(metadata.getCustomMetadata().get("preprocessing"))
          .contains("\"storedSize\":64", "\"crop\":0.875", "\"fit\":\"crop\"");
      assertThat(metadata.getDescription())
          .contains("(p - 120.0) / 60.0, (p - 110.0) / 70.0", "at most 64", "to 46 times 46");
    }
  }

  @Test
  void metadataTellsThatANetworkOfColorsTakesGrayImages() throws OrtException {
    Normalization colors =
        new Normalization(List.of(120.0, 110.0, 100.0), List.of(60.0, 70.0, 80.0));
    Preprocessing preprocessing =
        Preprocessing.exact(ImageFormat.gray(28, 28), 28, colors, /* framing= */ null);
    ResNet network = new ResNet(Samples.description(preprocessing).architecture(), 3);
    Shape input = Samples.description(preprocessing).input();
    network.initialize(manager, input, 7);

    OnnxModel onnx =
        OnnxModel.of(network.folded(input, manager), Samples.description(preprocessing));

    try (OrtSession session = session(onnx)) {
      TensorInfo info = (TensorInfo) session.getInputInfo().get("image").getInfo();
      assertThat(info.getShape()).containsExactly(-1, 3, 28, 28);
      assertThat(session.getMetadata().getCustomMetadata().get("preprocessing"))
          .contains("\"channels\":1", "\"mean\":[120.0,110.0,100.0]", "\"fit\":\"exact\"");
      assertThat(session.getMetadata().getDescription())
          .contains("Images are gray, and each value is repeated in all channels");
    }
  }

  @Test
  void acceptsBatchesOfAnySize() throws OrtException {
    try (OrtSession session = session(OnnxModel.of(sample(), description))) {
      assertThat(session.getInputInfo()).containsOnlyKeys(OnnxModel.INPUT);
      TensorInfo image = (TensorInfo) session.getInputInfo().get("image").getInfo();
      assertThat(image.getShape()).containsExactly(-1, 1, 28, 28);
      assertThat(image.getDimensionNames()).containsExactly("n", "", "", "");
      assertThat(session.getOutputInfo()).containsOnlyKeys(OnnxModel.OUTPUT);
      TensorInfo logits = (TensorInfo) session.getOutputInfo().get("logits").getInfo();
      assertThat(logits.getShape()).containsExactly(-1, 2);
      assertThat(logits.getDimensionNames()).containsExactly("n", "");
    }
  }

  @Test
  void metadataDescribesInputsAndLabels() throws OrtException {
    try (OrtSession session = session(OnnxModel.of(sample(), description))) {
      OnnxModelMetadata metadata = session.getMetadata();

      assertThat(metadata.getCustomMetadata())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "labels",
                  "[\"Shirt\",\"Bag\"]",
                  "architecture",
                  "{\"block\":\"basic\",\"blocks\":[1,1],\"channels\":[4,8],"
                      + "\"stem\":\"small\",\"convention\":\"torchvision\"}",
                  "imageSize",
                  "28",
                  "normalization",
                  "{\"mean\":[127.5],\"scale\":[127.5]}"));
      assertThat(metadata.getDescription())
          .contains("image: (n, 1, 28, 28)", "(p - 127.5) / 127.5", "logits: (n, 2)");
    }
  }

  @Test
  void streamAndArrayHoldTheSameBytes() throws IOException {
    OnnxModel file = OnnxModel.of(sample(), description);
    var out = new ByteArrayOutputStream();

    file.writeTo(out);

    assertThat(out.toByteArray()).hasSize(file.bytes()).isEqualTo(file.toByteArray());
  }

  @Test
  void rejectsNetworkThatIsTooLarge() {
    NDArray weight = manager.zeros(new Shape(512, 512, 3, 3));
    NDArray bias = manager.zeros(new Shape(512));
    Conv conv = new Conv(weight, bias, 1, 1);
    List<Residual> blocks = Collections.nCopies(120, new Residual(List.of(conv, conv), null));
    Dense head = new Dense(manager.zeros(new Shape(2, 512)), manager.zeros(new Shape(2)));
    var network = new FoldedResNet(new Shape(1, 512, 28, 28), conv, false, blocks, head);

    assertThatExceptionOfType(OnnxTooLargeException.class)
        .isThrownBy(() -> OnnxModel.of(network, description))
        .withMessageMatching(
            "The network would have 227\\d{7} bytes as ONNX,"
                + " but a file may have at most 2147483647");
  }

  @Test
  void rejectsTensorThatIsNotFloat32() {
    FoldedResNet network = sample();
    Dense head =
        new Dense(network.head().weight().toType(DataType.FLOAT64, true), network.head().bias());
    var network64 = new FoldedResNet(network.input(), network.stem(), false, List.of(), head);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> OnnxModel.of(network64, description))
        .withMessage("Tensor logits.weight has type float64, but only float32 can be written");
  }

  private FoldedResNet sample() {
    return Samples.network(manager, 1).folded(Samples.INPUT, manager);
  }

  private FoldedResNet folded(Architecture architecture, int classes, int size) {
    ResNet network = new ResNet(architecture, classes);
    Shape input = new Shape(1, 1, size, size);
    network.initialize(manager, input, 7);
    Norms.disturb(network, input);
    return network.folded(input, manager);
  }

  private OrtSession session(OnnxModel file) throws OrtException {
    return runtime.createSession(file.toByteArray());
  }

  private NDArray logits(OrtSession session, NDArray images) throws OrtException {
    FloatBuffer values = FloatBuffer.wrap(images.toFloatArray());
    try (OnnxTensor input = OnnxTensor.createTensor(runtime, values, images.getShape().getShape());
        OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, input))) {
      OnnxTensor logits = (OnnxTensor) result.get(0);
      return manager.create(logits.getFloatBuffer(), new Shape(logits.getInfo().getShape()));
    }
  }
}
