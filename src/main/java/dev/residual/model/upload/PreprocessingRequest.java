package dev.residual.model.upload;

import static java.util.Objects.requireNonNullElse;

import dev.residual.image.Framing;
import dev.residual.image.Normalization;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.preprocessing.Preprocessing.DefaultFit;
import dev.residual.web.Problem;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The preprocessing that a client asks for. It has the fields of {@link Preprocessing}, so that
 * what the service has answered can be sent back. What is not given depends on the channels: color
 * images are treated as those of ImageNet usually are, gray ones as those of Fashion-MNIST. A
 * network of colors may take gray images, whose values are repeated; the normalization is then that
 * of colors.
 */
record PreprocessingRequest(
    @Nullable Integer channels,
    @Nullable OrientationMode orientation,
    @Nullable Integer storedSize,
    @Nullable Integer imageSize,
    @Nullable Double crop,
    @Nullable List<@Nullable Double> mean,
    @Nullable List<@Nullable Double> scale,
    @Nullable DefaultFit fit,
    @Nullable Integer height,
    @Nullable Integer width,
    @Nullable Framing framing) {

  static final PreprocessingRequest DEFAULT =
      new PreprocessingRequest(null, null, null, null, null, null, null, null, null, null, null);

  private static final String FIELD = "preprocessing";
  private static final int GRAY = 1;
  private static final int COLOR = 3;
  private static final int MIN_SIZE = 28;
  private static final int MAX_SIZE = 512;
  private static final int MAX_STORED_SIZE = 1_024;
  private static final double LEVELS = 255;
  private static final double MAX_NUMBER = 1_000;

  // Means and deviations of ImageNet's training images, and the sizes, as in torchvision's presets
  // for classification: 0.485 * 255 and so on.
  private static final List<Double> IMAGENET_MEAN = List.of(123.675, 116.28, 103.53);
  private static final List<Double> IMAGENET_DEVIATION = List.of(58.395, 57.12, 57.375);
  private static final int IMAGENET_SIZE = 224;
  private static final double IMAGENET_CROP = 0.875;

  // As in the article.
  private static final int ARTICLE_SIZE = 96;
  private static final int ARTICLE_SIDE = 28;

  /**
   * Returns the preprocessing for a network.
   *
   * @param found number of channels that it takes, 1 or 3
   * @throws Problem 400 if a field is out of its range or does not go with another
   */
  Preprocessing withDefaults(int found) {
    int imageChannels = imageChannels(found);
    DefaultFit kind =
        fit != null ? fit : imageChannels == GRAY ? DefaultFit.EXACT : DefaultFit.CROP;
    int size = between("imageSize", imageSize, MIN_SIZE, MAX_SIZE, defaultSize(imageChannels));
    try {
      return kind == DefaultFit.EXACT
          ? exact(imageChannels, found, size)
          : cropped(imageChannels, found, size);
    } catch (IllegalArgumentException e) {
      throw Problem.refused(FIELD, "does not fit together: " + e.getMessage());
    }
  }

  private int imageChannels(int found) {
    int imageChannels = requireNonNullElse(channels, found);
    if (imageChannels != found && (imageChannels != GRAY || found != COLOR)) {
      throw refused(
          "channels",
          String.format(
              Locale.ROOT,
              "must be %d as in the file's conv1.weight%s, was %d",
              found,
              found == COLOR ? ", or 1 for gray images, whose values are repeated" : "",
              imageChannels));
    }
    return imageChannels;
  }

  private Preprocessing exact(int imageChannels, int found, int size) {
    requireAbsent("storedSize", storedSize, "exact");
    return new Preprocessing(
        imageChannels,
        requireNonNullElse(orientation, OrientationMode.EXIF),
        null,
        size,
        share(1),
        mean(found),
        scale(found),
        DefaultFit.EXACT,
        between("height", height, 1, MAX_STORED_SIZE, defaultSide(imageChannels, size)),
        between("width", width, 1, MAX_STORED_SIZE, defaultSide(imageChannels, size)),
        framing);
  }

  private Preprocessing cropped(int imageChannels, int found, int size) {
    requireAbsent("height", height, "crop");
    requireAbsent("width", width, "crop");
    requireAbsent("framing", framing, "crop");
    double share = share(IMAGENET_CROP);
    int whole = Math.min(MAX_STORED_SIZE, (int) Math.round(size / share));
    return new Preprocessing(
        imageChannels,
        requireNonNullElse(orientation, OrientationMode.EXIF),
        between("storedSize", storedSize, MIN_SIZE, MAX_STORED_SIZE, whole),
        size,
        share,
        mean(found),
        scale(found),
        DefaultFit.CROP,
        null,
        null,
        null);
  }

  private static int defaultSize(int channels) {
    return channels == GRAY ? ARTICLE_SIZE : IMAGENET_SIZE;
  }

  private static int defaultSide(int channels, int size) {
    return channels == GRAY ? ARTICLE_SIDE : size;
  }

  private double share(double usual) {
    double share = requireNonNullElse(crop, usual);
    if (!(share >= 0.1 && share <= 1)) {
      throw refused("crop", "must be from 0.1 to 1, was " + share);
    }
    return share;
  }

  private List<Double> mean(int found) {
    return numbers(
        "mean", mean, found == GRAY ? Normalization.article(GRAY).mean() : IMAGENET_MEAN, -LEVELS);
  }

  /** A scale below 1 is most likely meant for pixels from 0 to 1. */
  private List<Double> scale(int found) {
    return numbers(
        "scale",
        scale,
        found == GRAY ? Normalization.article(GRAY).scale() : IMAGENET_DEVIATION,
        1);
  }

  private static List<Double> numbers(
      String field, @Nullable List<@Nullable Double> given, List<Double> usual, double least) {
    if (given == null) {
      return usual;
    }
    if (given.size() != usual.size()) {
      throw refused(
          field,
          String.format(
              Locale.ROOT,
              "must have a number for each of the %d channels that the network takes, had %d",
              usual.size(),
              given.size()));
    }
    return given.stream().map(number -> number(field, number, least)).toList();
  }

  private static Double number(String field, @Nullable Double number, double least) {
    if (number == null || !(number >= least && number <= MAX_NUMBER)) {
      throw refused(
          field,
          String.format(
              Locale.ROOT,
              "must be numbers from %s to %s, for pixels from 0 to 255, had %s; multiply those for"
                  + " pixels from 0 to 1 by 255",
              least,
              MAX_NUMBER,
              number));
    }
    return number;
  }

  private static int between(
      String field, @Nullable Integer given, int least, int most, int usual) {
    int value = given == null ? usual : given;
    if (value < least || value > most) {
      throw refused(
          field,
          String.format(Locale.ROOT, "must be between %d and %d, was %d", least, most, value));
    }
    return value;
  }

  private static void requireAbsent(String field, @Nullable Object value, String fit) {
    if (value != null) {
      throw refused(field, "must not be given with fit " + fit);
    }
  }

  private static Problem refused(String field, String message) {
    return Problem.refused(FIELD + "." + field, message);
  }
}
