package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.residual.dataset.DatasetDefinition;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.model.Manifest;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelDescription.Origin;
import dev.residual.model.StoredModel;
import dev.residual.nn.Architecture;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.recipe.ArchitectureRequest;
import dev.residual.recipe.Freeze;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.recipe.ValidationSize;
import dev.residual.torch.ComputeDevice;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecipeResolutionTests {

  private static final ComputeDevice CPU =
      new ComputeDevice("cpu", ComputeDevice.Kind.CPU, 16L << 30, 0, Map.of());

  @Test
  void architectureAndImageSizeAreTheInitialModels() {
    InitialModel model = model("resnet34", 1, 64);

    Recipe resolved = resolve(Recipes.FINETUNE, Set.of(), pets(1, 1000, 0), model, true);

    assertThat(resolved.initialModel()).isEqualTo(model.id().toString());
    assertThat(resolved.dataset()).isEqualTo("pets@3");
    assertThat(resolved.architecture()).isEqualTo(ArchitectureRequest.named("resnet34"));
    assertThat(resolved.imageSize()).isEqualTo(64);
  }

  @Test
  void imagesAreSmallerByDefaultOnACpuThanOnAGpu() {
    InitialModel model = model("resnet18", 3, 224);

    assertThat(resolve(Recipes.FINETUNE, Set.of(), pets(3, 1000, 0), model, true).imageSize())
        .isEqualTo(128);
    assertThat(resolve(Recipes.FINETUNE, Set.of(), pets(3, 1000, 0), model, false).imageSize())
        .isEqualTo(224);
    assertThat(
            resolve(Recipes.FINETUNE, Set.of("imageSize"), pets(3, 1000, 0), model, true)
                .imageSize())
        .isEqualTo(224);
  }

  @Test
  void anotherArchitectureThanTheInitialModelsIsRefused() {
    InitialModel model = model("resnet34", 3, 224);

    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(
            () -> resolve(Recipes.FINETUNE, Set.of("architecture"), pets(3, 1000, 0), model, true))
        .withMessage(
            "architecture must be left out or that of the initial model, \"resnet34\", was"
                + " \"resnet18\"");
  }

  @Test
  void validationImagesAreThoseOfTheDataSetOrATenthOfTheTrainingImages() {
    assertThat(resolve(Recipes.FINETUNE, Set.of(), pets(3, 1000, 50), null, true).validationSize())
        .isEqualTo(ValidationSize.GIVEN);
    assertThat(resolve(Recipes.FINETUNE, Set.of(), pets(3, 1001, 0), null, true).validationSize())
        .isEqualTo(new ValidationSize(101));
    assertThat(resolve(Recipes.FAST, Set.of(), pets(3, 1000, 50), null, true).validationSize())
        .isNull();
  }

  /** 90 images in batches of 32 are 3 steps an epoch. */
  @Test
  void smallDataSetGetsTheLeastNumberOfSteps() {
    Recipe resolved = resolve(Recipes.FINETUNE, Set.of(), pets(3, 100, 0), null, true);

    assertThat(resolved.epochs()).isEqualTo(167);
    assertThat(resolved.freeze()).isEqualTo(new Freeze(28));
    assertThat(resolved.schedule().warmupEpochs()).isCloseTo(0.3 * (167 - 28), within(1e-9));
    Recipe withModel = Recipes.change(resolved).set("initialModel", "mine").toRecipe();
    assertThatCode(withModel::requireConsistent).doesNotThrowAnyException();
  }

  @Test
  void leastNumberOfStepsHasToFitIntoTheEpochs() {
    Recipe recipe = Recipes.change(Recipes.FINETUNE).set("minSteps", 5000).toRecipe();

    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> resolve(recipe, Set.of(), pets(3, 100, 0), null, true))
        .withMessage("minSteps must be at most 3000, the steps of 1000 epochs of pets@3, was 5000");
  }

  @Test
  void presetFitsTheInitialModelInBothConventions() {
    InitialModel article = model("resnet18", 3, 64);
    InitialModel torchvision =
        model(
            new Architecture(
                article.description().architecture().block(),
                article.description().architecture().blocks(),
                article.description().architecture().channels(),
                Stem.LARGE,
                Convention.TORCHVISION),
            3,
            64);

    for (InitialModel model : List.of(article, torchvision)) {
      assertThat(
              resolve(Recipes.ARTICLE, Set.of("architecture"), pets(3, 1000, 0), model, true)
                  .architecture()
                  .toArchitecture())
          .isEqualTo(model.description().architecture());
    }
  }

  @Test
  void limitOfTrainingImagesLimitsTheHeldOutOnes() {
    Recipe recipe = Recipes.change(Recipes.FINETUNE).set("trainLimit", 100).toRecipe();

    assertThat(resolve(recipe, Set.of(), pets(3, 60_000, 0), null, true).validationSize())
        .isEqualTo(new ValidationSize(10));
  }

  @Test
  void largeDataSetKeepsItsEpochs() {
    Recipe resolved = resolve(Recipes.FINETUNE, Set.of(), pets(3, 10_000, 0), null, true);

    assertThat(resolved.epochs()).isEqualTo(12);
    assertThat(resolved.freeze()).isEqualTo(new Freeze(2));
    assertThat(resolved.schedule()).isEqualTo(Recipes.FINETUNE.schedule());
  }

  @Test
  void batchIsNotLargerThanTheDataSetUnlessAskedFor() {
    assertThat(resolve(Recipes.FAST, Set.of(), pets(3, 100, 0), null, true).batchSize())
        .isEqualTo(100);
    assertThat(resolve(Recipes.FAST, Set.of("batchSize"), pets(3, 100, 0), null, true).batchSize())
        .isEqualTo(128);
  }

  @Test
  void colorsNeedAModelOfColors() {
    InitialModel gray = model("resnet18", 1, 64);
    Recipe recipe = resolve(Recipes.FINETUNE, Set.of(), pets(3, 1000, 0), gray, true);

    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> FeasibilityCheck.require(recipe, pets(3, 1000, 0), gray, CPU))
        .withMessage(
            "initialModel must be a model of images in color, like those of pets@3, or the data set"
                + " imported with \"color\": \"gray\"; was %s, which takes gray images",
            gray.id());
  }

  @Test
  void heldOutImagesLeaveAnImageOfEachClass() {
    InitialModel model = model("resnet18", 3, 28);
    Recipe recipe = resolve(Recipes.FINETUNE, Set.of(), pets(3, 2, 0), model, true);

    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> FeasibilityCheck.require(recipe, pets(3, 2, 0), model, CPU))
        .withMessage(
            "validationSize must leave at least as many of the 2 training images as there are"
                + " classes, 2, was 1");
  }

  @Test
  void frozenFeaturesHaveToFitIntoMemory() {
    InitialModel model = model("resnet18", 3, 28);
    Recipe recipe = resolve(Recipes.FINETUNE, Set.of(), pets(3, 1_000_000, 0), model, true);
    ComputeDevice small = new ComputeDevice("gpu0", ComputeDevice.Kind.GPU, 2L << 30, 0, Map.of());

    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> FeasibilityCheck.require(recipe, pets(3, 1_000_000, 0), model, small))
        .withMessageMatching(
            "freeze.epochs must be 0, because the features of 900000 images need about 1758 MB"
                + " beside \\d+ MB for the training, but gpu0 has 1843 MB, was 2");
  }

  private static Recipe resolve(
      Recipe recipe,
      Set<String> given,
      DatasetDefinition dataset,
      @Nullable InitialModel model,
      boolean cpu) {
    return RecipeResolution.resolve(recipe, given, dataset, model, cpu);
  }

  private static DatasetDefinition pets(int channels, int train, int validation) {
    return new DatasetDefinition(
        "pets@3",
        List.of("cat", "dog"),
        new ImageFormat(channels, 256, 256),
        Normalization.article(channels),
        null,
        train,
        validation,
        100,
        "a test",
        Map.of());
  }

  private static InitialModel model(String preset, int channels, int imageSize) {
    return model(Architecture.preset(preset), channels, imageSize);
  }

  private static InitialModel model(Architecture architecture, int channels, int imageSize) {
    ModelDescription description =
        ModelDescription.imported(
            architecture,
            Preprocessing.crop(
                OrientationMode.EXIF, 256, imageSize, Normalization.article(channels)),
            List.of(),
            new Origin(null, null, null, "0".repeat(64), null));
    return new InitialModel(
        UUID.randomUUID(),
        new StoredModel(
            "models/x/model",
            new Manifest(
                2, description, new Manifest.Weights("model.safetensors", 1, 1, ""), null)));
  }
}
