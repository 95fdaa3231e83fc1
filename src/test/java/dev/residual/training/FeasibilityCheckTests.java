package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.ResidualTest;
import dev.residual.dataset.DatasetDefinition;
import dev.residual.dataset.Datasets;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.recipe.EarlyStopping;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.SelectBy;
import dev.residual.torch.Acceleration;
import dev.residual.torch.ComputeDevice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Checks recipes with the sample's 6,000 training images on a CPU with 16 GiB. */
@ResidualTest
class FeasibilityCheckTests {

  private static final ComputeDevice CPU =
      new ComputeDevice("cpu", ComputeDevice.Kind.CPU, 16L << 30, 0, Map.of());

  private static final Map<Acceleration, String> ON = Map.of(Acceleration.BF16, "on");

  @Autowired private Datasets datasets;
  private DatasetDefinition sample;

  @BeforeEach
  void find() {
    sample = datasets.requireReady("fashion-mnist-sample");
  }

  @Test
  void articlesRecipeIsFeasible() {
    assertThatCode(() -> require(recipe(null, 96, 64, 0))).doesNotThrowAnyException();
  }

  @Test
  void holdOutMustLeaveTrainingImages() {
    assertRejected(
        recipe(null, 96, 64, 6000),
        "validationSize must leave some of the 6000 training images, was 6000");
  }

  @Test
  void limitAboveTheNumberOfImagesIsRejected() {
    assertRejected(
        recipe(5001, 96, 64, 1000),
        "trainLimit must be at most 5000, the number of training images of fashion-mnist-sample, was 5001");
  }

  @Test
  void batchLargerThanTheTrainingSetIsRejected() {
    assertRejected(
        recipe(63, 96, 64, 0),
        "batchSize must be at most 63, the number of images to train on, was 64");
  }

  @Test
  void memoryIsThatOfTheChannelsWithWhichANetworkIsCompiled() {
    assertThat(memory("bf16", 1)).isEqualTo(memory("bf16", 16));
    assertThat(memory("bf16", 17)).isEqualTo(memory("auto", 32));
    assertThat(memory("fp32", 1)).isLessThan(memory("fp32", 16) / 10);
  }

  @Test
  void channelsThatAreAddedNeedMemoryOnACpuOnly() {
    Recipe recipe = singleStage("bf16", 1, 1024);
    ComputeDevice gpu = new ComputeDevice("gpu0", ComputeDevice.Kind.GPU, 16L << 30, 0, ON);
    ComputeDevice cpu = new ComputeDevice("cpu", ComputeDevice.Kind.CPU, 16L << 30, 0, ON);

    assertThatCode(() -> FeasibilityCheck.require(recipe, sample, null, gpu))
        .doesNotThrowAnyException();
    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> FeasibilityCheck.require(recipe, sample, null, cpu))
        .withMessageStartingWith("batchSize needs about");
  }

  private long memory(String precision, int channels) {
    Recipe recipe = singleStage(precision, channels, 64);
    return FeasibilityCheck.footprint(recipe, sample, null).memoryBytes();
  }

  private static Recipe singleStage(String precision, int channels, int batchSize) {
    return RecipeMaker.with(
        it -> {
          it.architecture =
              new Architecture(
                  BlockKind.BASIC,
                  List.of(1),
                  List.of(channels),
                  Stem.SMALL,
                  Convention.TORCHVISION);
          it.precision = precision;
          it.batchSize = batchSize;
        });
  }

  @Test
  void batchOfOneIsRejectedOnlyIfFeatureMapsShrinkToOnePixel() {
    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> require(recipe(65, 28, 64, 0)))
        .withMessageStartingWith("batchSize leaves a batch of one image");
    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> require(recipe(64, 28, 1, 0)));
    assertThatCode(() -> require(recipe(65, 96, 64, 0))).doesNotThrowAnyException();
  }

  @Test
  void recipeThatExceedsDeviceMemoryIsRejected() {
    Recipe recipe =
        RecipeMaker.with(
            it -> {
              it.architecture = Architecture.preset("resnet152");
              it.imageSize = 224;
              it.batchSize = 1024;
            });

    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> require(recipe))
        .withMessageMatching(
            "batchSize needs about \\d+ MB at 224 px, but cpu has \\d+ MB; "
                + "choose a smaller one, was 1024");
  }

  @Test
  void epochIsNotSelectedByTheTestSet() {
    assertRejected(
        RecipeMaker.with(it -> it.earlyStopping = new EarlyStopping(2)),
        "earlyStopping needs a validationSize above 0, or the test set would select the model");
    assertRejected(
        RecipeMaker.with(it -> it.selectBy = SelectBy.LOSS),
        "selectBy needs a validationSize above 0, or the test set would select the model");
  }

  @Test
  void validationImagesOfTheDataSetSelectTheEpoch() {
    DatasetDefinition own =
        new DatasetDefinition(
            "own",
            List.of("a", "b"),
            ImageFormat.gray(28, 28),
            Normalization.article(1),
            null,
            100,
            20,
            20,
            "a test",
            Map.of());
    Recipe recipe = RecipeMaker.with(it -> it.earlyStopping = new EarlyStopping(2));

    assertThatCode(() -> FeasibilityCheck.require(recipe, own, null, CPU))
        .doesNotThrowAnyException();
  }

  private void assertRejected(Recipe recipe, String message) {
    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> require(recipe))
        .withMessage(message);
  }

  private void require(Recipe recipe) {
    FeasibilityCheck.require(recipe, sample, null, CPU);
  }

  private static Recipe recipe(
      @Nullable Integer trainLimit, int imageSize, int batchSize, int validationSize) {
    return RecipeMaker.with(
        it -> {
          it.trainLimit = trainLimit;
          it.imageSize = imageSize;
          it.batchSize = batchSize;
          it.validationSize = validationSize;
        });
  }
}
