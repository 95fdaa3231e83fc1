package dev.residual.model.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.TestArtifacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that do not fit the network, or do not compute what their sender computed. */
class WeightsRefusalTests extends PostedModels {

  @Test
  void outputsMustBeThoseOfTheSender() {
    assertProblem(
        post(KNOWN, TensorFile.fixture().set("check.logits", 7, 100).bytes()),
        422,
        "check-failed",
        "has 100.0 at index 7");
    assertProblem(
        post(KNOWN, TensorFile.fixture().set("layer1.0.bn2.running_mean", 3, 2).bytes()),
        422,
        "check-failed",
        "0.001 is allowed");
    assertProblem(
        post(KNOWN, TensorFile.fixture().without("check.input").bytes()),
        422,
        "weights-mismatch",
        "must both be there");
    assertProblem(
        post(
            KNOWN,
            TensorFile.fixture().with("check.input", "F32", "[1, 1, 2, 2]", new byte[16]).bytes()),
        422,
        "weights-mismatch",
        "(n, 3, h, w)");
  }

  @Test
  void tensorsThatDifferAreNamed() {
    assertProblem(
        post(
            KNOWN,
            TensorFile.fixture()
                .without("bn1.weight")
                .with("bn1.gamma", "F32", "[4]", new byte[16])
                .with("layer1.0.bn1.bias", "F32", "[2]", new byte[8])
                .with("layer1.0.bn2.bias", "I32", "[4]", new byte[16])
                .bytes()),
        422,
        "weights-mismatch",
        "missing bn1.weight; unknown bn1.gamma; wrong layer1.0.bn1.bias is (2) instead of (4),"
            + " layer1.0.bn2.bias has the type I32 instead of F32, F16 or BF16.");
    assertProblem(
        post(Map.of("architecture", "resnet18"), TensorFile.fixture().bytes()),
        422,
        "weights-mismatch",
        "more. They look like those of {\"block\": \"bottleneck\", \"blocks\": [1, 2],"
            + " \"channels\": [4, 8], \"stem\": \"small\", \"convention\": \"torchvision\"}");
    assertProblem(
        post(
            KNOWN,
            TensorFile.fixture().with("module.bn1.weight", "F32", "[4]", new byte[16]).bytes()),
        422,
        "weights-mismatch",
        "bn1.weight and module.bn1.weight are both bn1.weight");
    assertProblem(
        post(
            KNOWN,
            TensorFile.fixture().with("conv1.weight", "U8", "[4, 4, 1, 1]", new byte[16]).bytes()),
        422,
        "weights-mismatch",
        "images of 4 channels");
  }

  @ParameterizedTest
  @CsvSource({
    "conv1.0.weight, '[1, 1, 1, 1]', deep stem",
    "layer1.0.se.fc1.weight, '[1]', squeeze-and-excitation",
    "layer1.0.conv2.weight, '[4, 1, 1, 1]', ResNeXt",
    "layer1.0.conv3.weight, '[8, 4, 1, 1]', Wide ResNet"
  })
  void variantsThatAreNotSupportedAreNamed(String name, String shape, String variant) {
    long size =
        Stream.of(shape.split("[^0-9]+"))
            .filter(s -> !s.isEmpty())
            .mapToLong(Long::parseLong)
            .reduce(1, (a, b) -> a * b);

    assertProblem(
        post(
            Map.of("architecture", "resnet50"),
            TensorFile.fixture().with(name, "U8", shape, new byte[(int) size]).bytes()),
        422,
        "weights-mismatch",
        variant);
  }

  @Test
  void valuesMustBeUsable() {
    TensorFile fixture = TensorFile.fixture().withoutCheck();

    assertProblem(
        post(KNOWN, fixture.set("bn1.bias", 2, Float.NaN).bytes()),
        422,
        "invalid-weights",
        "Tensor bn1.bias has the value NaN at index 2");
    assertProblem(
        post(KNOWN, fixture.set("bn1.bias", 2, 0).set("bn1.running_var", 1, -1).bytes()),
        422,
        "invalid-weights",
        "Tensor bn1.running_var has the variance -1.0");
    assertProblem(
        post(
            KNOWN,
            fixture
                .set("bn1.running_var", 1, 1)
                .set("fc.bias", 0, 3e38f)
                .set("fc.weight", 0, 3e38f)
                .bytes()),
        422,
        "invalid-weights",
        "computes Infinity for an image");
  }

  @Test
  void refusedUploadLeavesNoFiles() throws IOException {
    Path stored = TestArtifacts.FOLDER.resolve("models");
    long before = count(stored);

    post(KNOWN, TensorFile.fixture().set("check.logits", 7, 100).bytes());
    post(KNOWN, TensorFile.fixture().set("bn1.bias", 2, Float.NaN).bytes());
    post(KNOWN, new byte[100]);

    assertThat(count(stored)).isEqualTo(before);
  }
}
