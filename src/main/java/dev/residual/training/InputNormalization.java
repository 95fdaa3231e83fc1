package dev.residual.training;

import dev.residual.dataset.Dataset;
import dev.residual.dataset.PixelStatistics;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.NormalizationKind;
import dev.residual.recipe.Recipe;

/** Finds the normalization that a recipe selects for the images of a data set. */
final class InputNormalization {

  private InputNormalization() {}

  /**
   * Checks that the recipe's normalization can be used with images of a format.
   *
   * @throws InvalidRecipeException if it needs colors and the images are gray
   */
  static void require(Recipe recipe, ImageFormat format) {
    if (recipe.normalization() == NormalizationKind.IMAGENET && format.isGray()) {
      throw new InvalidRecipeException(
          "normalization",
          "must be article or computed, because the images are gray and imagenet is for images in"
              + " color, was imagenet");
    }
  }

  static Normalization of(Recipe recipe, Dataset dataset) {
    require(recipe, dataset.format());
    NormalizationKind kind = recipe.normalization();
    if (kind == null) {
      return dataset.normalization();
    }
    return switch (kind) {
      case ARTICLE -> Normalization.article(dataset.format().channels());
      case COMPUTED -> computed(dataset);
      case IMAGENET -> Normalization.imagenet();
    };
  }

  private static Normalization computed(Dataset dataset) {
    Normalization computed = dataset.computed();
    return computed == null ? PixelStatistics.of(dataset.train()).normalization() : computed;
  }
}
