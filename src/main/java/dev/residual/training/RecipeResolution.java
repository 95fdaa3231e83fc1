package dev.residual.training;

import dev.residual.dataset.DatasetDefinition;
import dev.residual.model.ModelDescription;
import dev.residual.nn.Architecture;
import dev.residual.recipe.ArchitectureRequest;
import dev.residual.recipe.Freeze;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.recipe.ScheduleSpec;
import dev.residual.torch.ComputeDevice;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fills in the fields of a recipe that depend on its data set, initial model and device. */
final class RecipeResolution {

  private static final int MIN_IMAGE_SIZE = 28;
  private static final int MAX_IMAGE_SIZE = 224;

  /** A CPU takes some three times as long for images of 224 px. */
  private static final int MAX_DEFAULT_ON_CPU = 128;

  private RecipeResolution() {}

  /**
   * Returns a recipe that needs no further decision.
   *
   * @param given names of the fields that a client has given
   * @throws InvalidRecipeException if the initial model has another architecture than was given
   */
  static Recipe resolve(
      Recipe recipe,
      Set<String> given,
      DatasetDefinition dataset,
      @Nullable InitialModel initial,
      ComputeDevice device) {
    Recipes.Changes changes = Recipes.change(recipe).set("dataset", dataset.name());
    if (initial != null) {
      ModelDescription model = initial.description();
      changes.set("initialModel", initial.id().toString());
      if (given.contains("architecture")) {
        requireEqual(recipe, model.architecture());
      } else {
        changes.set("architecture", ArchitectureRequest.of(model.architecture()));
      }
      if (!given.contains("imageSize")) {
        changes.set("imageSize", imageSize(model.preprocessing().imageSize(), device));
      }
    }
    if (recipe.validationSize() != null) {
      changes.set(
          "validationSize",
          recipe.validationSize().resolved(dataset.trainSize(), dataset.validationSize()));
    }
    Recipe resolved = changes.toRecipe();
    int left = dataset.trainSize() - resolved.heldOut();
    int images = resolved.trainLimit() == null ? left : Math.min(left, resolved.trainLimit());
    if (images < 1) {
      return resolved; // which is refused later, by its validationSize
    }
    if (!given.contains("batchSize") && images < resolved.batchSize()) {
      resolved = Recipes.change(resolved).set("batchSize", images).toRecipe();
    }
    return withMinSteps(resolved, images);
  }

  private static void requireEqual(Recipe recipe, Architecture ofModel) {
    if (!recipe.architecture().toArchitecture().equals(ofModel)) {
      throw new InvalidRecipeException(
          "architecture",
          String.format(
              Locale.ROOT,
              "must be left out or that of the initial model, %s, was %s",
              ofModel.name(),
              recipe.architecture().toArchitecture().name()));
    }
  }

  private static int imageSize(int ofModel, ComputeDevice device) {
    int max = device.kind() == ComputeDevice.Kind.CPU ? MAX_DEFAULT_ON_CPU : MAX_IMAGE_SIZE;
    return Math.max(MIN_IMAGE_SIZE, Math.min(max, ofModel));
  }

  /** Returns the recipe with as many epochs as its least number of steps takes. */
  private static Recipe withMinSteps(Recipe recipe, int images) {
    int stepsPerEpoch = (images + recipe.batchSize() - 1) / recipe.batchSize();
    int needed = (recipe.minSteps() + stepsPerEpoch - 1) / stepsPerEpoch;
    int epochs = Math.min(Recipe.maxEpochs(), Math.max(recipe.epochs(), needed));
    if (epochs == recipe.epochs()) {
      return recipe;
    }
    double factor = (double) epochs / recipe.epochs();
    int frozen = (int) Math.round(recipe.freeze().epochs() * factor);
    return Recipes.change(recipe)
        .set("epochs", epochs)
        .set("freeze", new Freeze(frozen))
        .set(
            "schedule",
            new ScheduleSpec(recipe.schedule().name(), recipe.schedule().warmupEpochs() * factor))
        .toRecipe();
  }
}
