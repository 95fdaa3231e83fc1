package dev.residual.training;

import dev.residual.dataset.DatasetDefinition;
import dev.residual.model.ModelDescription;
import dev.residual.nn.Architecture;
import dev.residual.nn.Stem;
import dev.residual.recipe.ArchitectureRequest;
import dev.residual.recipe.Freeze;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.recipe.ScheduleSpec;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Fills in the fields of a recipe that depend on its data set, initial model and device. */
final class RecipeResolution {

  /** A CPU takes some three times as long for images of 224 px. */
  private static final int MAX_DEFAULT_ON_CPU = 128;

  private static final JsonMapper JSON = new JsonMapper();

  private RecipeResolution() {}

  /**
   * Returns a recipe that needs no further decision.
   *
   * @param given names of the fields that a client has given
   * @param cpu whether it may be trained on a CPU
   * @throws InvalidRecipeException if the initial model has another architecture than was given
   */
  static Recipe resolve(
      Recipe recipe,
      Set<String> given,
      DatasetDefinition dataset,
      @Nullable InitialModel initial,
      boolean cpu) {
    Recipes.Changes changes = Recipes.change(recipe).set("dataset", dataset.name());
    if (initial != null) {
      ModelDescription model = initial.description();
      changes.set("initialModel", initial.id().toString());
      if (given.contains("architecture")) {
        requireEqual(recipe.architecture(), model.architecture());
      }
      changes.set("architecture", ArchitectureRequest.of(model.architecture()));
      if (!given.contains("imageSize")) {
        int size = model.preprocessing().imageSize();
        changes.set(
            "imageSize", Recipe.allowedImageSize(cpu ? Math.min(MAX_DEFAULT_ON_CPU, size) : size));
      }
    }
    if (recipe.validationSize() != null) {
      changes.set(
          "validationSize",
          recipe
              .validationSize()
              .resolved(
                  recipe.trainLimit() == null
                      ? dataset.trainSize()
                      : Math.min(dataset.trainSize(), recipe.trainLimit()),
                  dataset.validationSize()));
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

  /** Checks an architecture that was given. A preset fits both conventions. */
  private static void requireEqual(ArchitectureRequest given, Architecture ofModel) {
    boolean samePreset = ofModel.name().equals(given.preset()) && ofModel.stem() == Stem.LARGE;
    if (!samePreset && !given.toArchitecture().equals(ofModel)) {
      throw new InvalidRecipeException(
          "architecture",
          String.format(
              Locale.ROOT,
              "must be left out or that of the initial model, %s, was %s",
              JSON.writeValueAsString(ArchitectureRequest.of(ofModel)),
              JSON.writeValueAsString(given)));
    }
  }

  /** Returns the recipe with as many epochs as its least number of steps takes. */
  private static Recipe withMinSteps(Recipe recipe, int images) {
    int stepsPerEpoch = (images + recipe.batchSize() - 1) / recipe.batchSize();
    int needed = (recipe.minSteps() + stepsPerEpoch - 1) / stepsPerEpoch;
    if (needed > Recipe.maxEpochs()) {
      throw new InvalidRecipeException(
          "minSteps",
          String.format(
              Locale.ROOT,
              "must be at most %d, the steps of %d epochs of %s, was %d",
              Recipe.maxEpochs() * stepsPerEpoch,
              Recipe.maxEpochs(),
              recipe.dataset(),
              recipe.minSteps()));
    }
    if (needed <= recipe.epochs()) {
      return recipe;
    }
    int epochs = needed;
    int frozen = (int) Math.round((double) recipe.freeze().epochs() * epochs / recipe.epochs());
    int learning = recipe.epochs() - recipe.freeze().epochs();
    double warmupShare = learning == 0 ? 0 : recipe.schedule().warmupEpochs() / learning;
    return Recipes.change(recipe)
        .set("epochs", epochs)
        .set("freeze", new Freeze(frozen))
        .set(
            "schedule", new ScheduleSpec(recipe.schedule().name(), warmupShare * (epochs - frozen)))
        .toRecipe();
  }
}
