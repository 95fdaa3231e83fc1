package dev.residual.preprocessing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.residual.image.Framing;
import dev.residual.image.ImageDecoder;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.image.StoredImage;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is done to an image before a network sees it. The evaluation of a model and its predictions
 * do the same. An image file is turned, laid upon black, and becomes gray or color as {@code
 * channels} says. The rest depends on {@code fit}.
 *
 * <p>{@link DefaultFit#EXACT}: the image has {@code height} and {@code width}, unless a client asks
 * for a conversion. {@link DefaultFit#CROP}: the image has any size; its shorter side is reduced to
 * {@code storedSize}. In both cases the center is then cut out, scaled to {@code imageSize} and
 * normalized.
 *
 * @param channels number of values of a pixel: 1 for gray, 3 for red, green and blue
 * @param orientation whether a file is turned as its EXIF orientation says
 * @param storedSize the shorter side, in pixels, to which a larger image is reduced by area mean;
 *     null with {@link DefaultFit#EXACT}
 * @param imageSize height and width, in pixels, of what the network sees
 * @param crop the share, from 0.1 to 1, of the image's center square that the network sees: the
 *     square is scaled to {@code imageSize / crop}, and its center is cut out
 * @param mean mean of each channel that the network takes, on the scale from 0 to 255 of the
 *     pixels: as many as {@code channels}, or three for gray images and a network of colors, in
 *     whose channels each gray value is repeated
 * @param scale scale of each channel that the network takes, as many as there are means; a pixel p
 *     becomes (p - mean) / scale
 * @param fit which sizes an image may have
 * @param height number of rows of an image with {@link DefaultFit#EXACT}, else null
 * @param width number of columns of an image with {@link DefaultFit#EXACT}, else null
 * @param framing how the images that the network was trained on show their content; null if they
 *     have no even background
 */
@Schema(description = "What is done to an image before the network sees it")
public record Preprocessing(
    @Schema(description = "channels of an image: 1 for gray, 3 for red, green and blue")
        int channels,
    @Schema(description = "exif if a file is turned as its EXIF orientation says")
        OrientationMode orientation,
    @Schema(
            description =
                "The shorter side, in pixels, to which a larger image is reduced by area mean;"
                    + " absent if images have one size")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer storedSize,
    @Schema(description = "Height and width, in pixels, of what the network sees") int imageSize,
    @Schema(
            description =
                "The image's center square is scaled to imageSize / crop, and the center is cut"
                    + " out; 1 takes the whole square")
        double crop,
    @Schema(
            description =
                "Mean of each channel that the network takes, on the scale from 0 to 255 of the"
                    + " pixels. Three with gray images: the network takes colors, and each gray"
                    + " value is repeated")
        List<Double> mean,
    @Schema(description = "Scale of each channel; a pixel p becomes (p - mean) / scale")
        List<Double> scale,
    @Schema(
            description =
                "exact if images have the size height x width, and a client may ask for another fit;"
                    + " crop if they have any size and their center is cut out")
        DefaultFit fit,
    @Schema(description = "Rows of an image; absent if images have any size")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer height,
    @Schema(description = "Columns of an image; absent if images have any size")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer width,
    @Schema(
            description =
                "How the images of the data set show their content; absent if they have no even"
                    + " background")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Framing framing) {

  private static final int GRAY = 1;
  private static final int COLOR = 3;
  private static final double WHOLE = 1;

  /** With less, what the network sees would be cut out of an image of too many pixels. */
  private static final double MIN_CROP = 0.1;

  /** Which sizes an image may have, and what is done to it by default. */
  @Schema(name = "PreprocessingFit")
  public enum DefaultFit {
    /** The image has the size of those of the data set. A client may ask for a conversion. */
    @JsonProperty("exact")
    EXACT,
    /** The image has any size and is treated as those of the data set were. */
    @JsonProperty("crop")
    CROP
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is outside its range, or if there is neither a mean and
   *     a scale for each channel of the images, nor three of each for gray images
   */
  public Preprocessing {
    Normalization normalization = new Normalization(mean, scale);
    mean = normalization.mean();
    scale = normalization.scale();
    if (imageSize < 1) {
      throw new IllegalArgumentException("imageSize must be at least 1, was " + imageSize);
    }
    if (!(crop >= MIN_CROP && crop <= WHOLE)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "crop must be from %s to 1, was %s", MIN_CROP, crop));
    }
    if (fit == DefaultFit.EXACT) {
      if (height == null || width == null || storedSize != null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "images of one size must have height and width and no storedSize, were %s, %s, %s",
                height,
                width,
                storedSize));
      }
    } else if (height != null || width != null || storedSize == null || storedSize < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "images of any size must have a storedSize of at least 1 and no height and width,"
                  + " were %s, %s, %s",
              storedSize,
              height,
              width));
    }
    if (channels != GRAY || normalization.channels() != COLOR) {
      normalization.requireFor(
          new ImageFormat(
              channels, height == null ? imageSize : height, width == null ? imageSize : width));
    }
  }

  /**
   * Returns what is done to images of one size.
   *
   * @param normalization normalization for each channel of the format, or for three if the images
   *     are gray and the network takes colors
   * @throws IllegalArgumentException if it has another number of channels
   */
  public static Preprocessing exact(
      ImageFormat format, int imageSize, Normalization normalization, @Nullable Framing framing) {
    return new Preprocessing(
        format.channels(),
        OrientationMode.EXIF,
        null,
        imageSize,
        WHOLE,
        normalization.mean(),
        normalization.scale(),
        DefaultFit.EXACT,
        format.height(),
        format.width(),
        framing);
  }

  /**
   * Returns what is done to images of any size, which have the channels of the normalization.
   *
   * @param storedSize the shorter side to which a larger image is reduced
   */
  public static Preprocessing crop(
      OrientationMode orientation, int storedSize, int imageSize, Normalization normalization) {
    return new Preprocessing(
        normalization.channels(),
        orientation,
        storedSize,
        imageSize,
        WHOLE,
        normalization.mean(),
        normalization.scale(),
        DefaultFit.CROP,
        null,
        null,
        null);
  }

  /**
   * Returns the same for images of a data set with other channels. Gray images are taken by a
   * network of colors, in whose channels each value is repeated.
   *
   * @throws IllegalArgumentException if the network does not take them
   */
  public Preprocessing withChannels(int other) {
    return new Preprocessing(
        other, orientation, storedSize, imageSize, crop, mean, scale, fit, height, width, framing);
  }

  /**
   * Returns the same with another share of the center square.
   *
   * @throws IllegalArgumentException if it is not from 0.1 to 1
   */
  public Preprocessing withCrop(double share) {
    return new Preprocessing(
        channels,
        orientation,
        storedSize,
        imageSize,
        share,
        mean,
        scale,
        fit,
        height,
        width,
        framing);
  }

  /**
   * Returns the same with another normalization.
   *
   * @throws IllegalArgumentException if it neither has the channels of the images nor three for
   *     gray images
   */
  public Preprocessing withNormalization(Normalization other) {
    return new Preprocessing(
        channels,
        orientation,
        storedSize,
        imageSize,
        crop,
        other.mean(),
        other.scale(),
        fit,
        height,
        width,
        framing);
  }

  /** Returns the normalization of the pixels. */
  public Normalization normalization() {
    return new Normalization(mean, scale);
  }

  /**
   * Returns the number of channels that the network takes. It is 3 for gray images whose values are
   * repeated, otherwise that of the images.
   */
  public int networkChannels() {
    return mean.size();
  }

  /** Returns the height and width to which the center square is resized before the crop. */
  public int resizedSize() {
    return Math.toIntExact(Math.round(imageSize / crop));
  }

  /**
   * Decodes an image file of any size as an import does, and cuts out the center square.
   *
   * @param file a whole image file, as for {@link ImageDecoder#decodeStored}
   * @throws dev.residual.image.ImageException if it cannot be decoded
   * @throws IllegalStateException if images have one size
   */
  public InputImage decode(byte[] file) {
    if (storedSize == null) {
      throw new IllegalStateException("images have one size and are not brought to it here");
    }
    return input(
        ImageDecoder.decodeStored(
            file, storedSize, orientation == OrientationMode.EXIF, takesGray()));
  }

  /** Returns the center square of an image of a data set, with {@code channels} channels. */
  public InputImage input(StoredImage image) {
    ImageFormat square = CenterSquare.of(image.format());
    ImageFormat format = new ImageFormat(channels, square.height(), square.width());
    byte[] pixels = CenterSquare.of(image.pixels(), image.format());
    return new InputImage(format, format.converted(pixels, square), crop);
  }

  /**
   * Returns an image of {@link #inputFormat()}. If images have any size, it is what the network
   * sees, and nothing is cut off.
   */
  public InputImage input(byte[] pixels) {
    return new InputImage(inputFormat(), pixels, fit == DefaultFit.EXACT ? crop : WHOLE);
  }

  private boolean takesGray() {
    return channels == GRAY;
  }

  /**
   * Returns the format of pixels that come without an image file: that of the data set's images if
   * these have one size, otherwise that of what the network sees.
   */
  public ImageFormat inputFormat() {
    return new ImageFormat(
        channels, height == null ? imageSize : height, width == null ? imageSize : width);
  }
}
