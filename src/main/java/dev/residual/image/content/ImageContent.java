package dev.residual.image.content;

import java.util.Optional;
import java.util.function.Function;

/**
 * What an image shows upon an even background.
 *
 * @param original the smallest part of the image that has all of it
 * @param onBlack the same part without its background, light upon black
 * @param light whether it is on the whole lighter than the background
 */
public record ImageContent(Raster original, Raster onBlack, boolean light) {

  /**
   * Finds the content of an image and converts it.
   *
   * @param conversion converts the content; it gets none if the image shows only background
   * @return the converted content, or empty if the image has no even background
   */
  public static <T> Optional<T> convert(
      Raster image, Function<Optional<ImageContent>, T> conversion) {
    ReducedImage reduced = ReducedImage.of(image);
    return Background.of(reduced)
        .map(
            background ->
                conversion.apply(
                    ContentSearch.bounds(reduced, image, background)
                        .map(bounds -> cutOut(image, background, bounds))));
  }

  /**
   * Returns the most memory that a conversion needs beside the image and the contents, in bytes.
   *
   * @param height number of rows of the image
   * @param width number of columns of the image
   * @param channels number of values of a pixel
   */
  public static long memory(int height, int width, int channels) {
    return ReducedImage.memory(height, width, channels)
        + BackgroundRemoval.memory(height, width, channels);
  }

  private static ImageContent cutOut(Raster image, Background background, Bounds around) {
    Raster onBlack = BackgroundRemoval.cutOut(image, background, around);
    Bounds bounds = around.trimmed(onBlack);
    return new ImageContent(
        image.cutOut(bounds), onBlack.cutOut(bounds.within(around)), bounds.light());
  }
}
