package dev.residual.training;

import dev.residual.dataset.Dataset;
import dev.residual.dataset.PixelStatistics;
import dev.residual.image.Normalization;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.NormalizationKind;
import dev.residual.recipe.Recipe;
import org.jspecify.annotations.Nullable;

/** Finds the normalization that a recipe selects for the images of a data set. */
final class InputNormalization {

  private InputNormalization() {}

  /**
   * Checks that the recipe's normalization can be used with a network.
   *
   * @param channels number of channels that the network takes
   * @throws InvalidRecipeException if it needs colors and the network takes gray images
   */
  static void require(Recipe recipe, int channels) {
    if (recipe.normalization() == NormalizationKind.IMAGENET
        && channels != Normalization.imagenet().channels()) {
      throw new InvalidRecipeException(
          "normalization",
          "must be article or computed, because the images are gray and imagenet is for images in"
              + " color, was imagenet");
    }
  }

  /**
   * Returns the normalization of a training.
   *
   * @param initial the model that the training starts from; null for none
   * @throws InvalidRecipeException if it cannot be used
   */
  static Normalization of(Recipe recipe, Dataset dataset, @Nullable InitialModel initial) {
    int channels = initial == null ? dataset.format().channels() : initial.channels();
    require(recipe, channels);
    NormalizationKind kind = recipe.normalization();
    if (kind == null) {
      return initial == null
          ? dataset.normalization()
          : initial.description().preprocessing().normalization();
    }
    return switch (kind) {
      case ARTICLE -> Normalization.article(channels);
      case COMPUTED -> computed(dataset).repeated(channels);
      case IMAGENET -> Normalization.imagenet();
    };
  }

  private static Normalization computed(Dataset dataset) {
    Normalization computed = dataset.computed();
    return computed == null ? PixelStatistics.of(dataset.train()).normalization() : computed;
  }
}
