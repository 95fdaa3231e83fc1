package dev.residual.dataset;

import dev.residual.image.Framing;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.preprocessing.StoredForm;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data set whose images can be read.
 *
 * @param name name of the data set in requests, such as {@code fashion-mnist}
 * @param labels names of the classes, by index
 * @param format format of each image or, if their sizes differ, the format of the images that a
 *     model trained on them takes
 * @param normalization normalization of the images as the input of networks, unless a training uses
 *     another one
 * @param computed normalization to a mean of 0 and a standard deviation of 1 in each channel of the
 *     training images; null if it is not known without reading them
 * @param framing how the images show their content; null if they have no even background
 * @param stored how its images were imported; null if they have one size, in which a model trained
 *     on them takes others
 * @param train images for training
 * @param validation images to evaluate on during a training; null if the data set gives none
 * @param test images for the evaluation of models
 * @param digests SHA-256, in lower-case hex, of the uncompressed bytes of each file, by file name
 */
public record Dataset(
    String name,
    List<String> labels,
    ImageFormat format,
    Normalization normalization,
    @Nullable Normalization computed,
    @Nullable Framing framing,
    @Nullable StoredForm stored,
    LabeledImages train,
    @Nullable LabeledImages validation,
    LabeledImages test,
    Map<String, String> digests) {

  public Dataset {
    normalization.requireFor(format);
    requireChannels(format, train);
    if (validation != null) {
      requireChannels(format, validation);
    }
    requireChannels(format, test);
    labels = List.copyOf(labels);
    digests = Map.copyOf(digests);
  }

  /**
   * Returns what is done to an image before a network sees it, with the normalization of the data
   * set and the whole center square.
   *
   * @param imageSize height and width of what the network sees
   */
  public Preprocessing preprocessing(int imageSize) {
    return stored == null
        ? Preprocessing.exact(format, imageSize, normalization, framing)
        : Preprocessing.crop(stored.orientation(), stored.storedSize(), imageSize, normalization);
  }

  private static void requireChannels(ImageFormat format, LabeledImages images) {
    if (images.channels() != format.channels()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the images must have %d channels, had %d",
              format.channels(),
              images.channels()));
    }
  }
}
