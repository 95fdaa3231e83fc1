package dev.residual.pipeline;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * The random changes that are made to training images, so that a network does not see the same
 * pixels in each epoch. All of them are made to the bytes of the original image, cut to its center
 * square or to a random part and not yet resized. The annotations state the ranges.
 *
 * @param horizontalFlip whether each image is mirrored left to right in every other epoch, some in
 *     the even ones and some in the odd ones, so that both versions are equally frequent (Jordan,
 *     2024, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU", section 3.6)
 * @param maxShift largest number of pixels of the original by which an image is moved vertically
 *     and horizontally; all shifts are equally likely, pixels that are moved in are black, and
 *     pixels that are moved out are lost, as in a random crop after padding
 * @param randomErasing probability that a rectangle is filled with noise; it covers 2 to 33 % of
 *     the image, and its height is 0.3 to 3.3 times its width (Zhong et al., 2017, "Random Erasing
 *     Data Augmentation", algorithm 1)
 * @param color strength s of random changes of brightness, contrast and saturation, each by a
 *     factor from 1 - s to 1 + s; gray images have no saturation
 */
@Schema(name = "Augmentation")
public record Augmentation(
    @Schema(description = "whether each image is mirrored in every other epoch")
        boolean horizontalFlip,
    @Schema(description = "largest shift of an image, in pixels of the original")
        @DecimalRange(min = "0", max = "8")
        int maxShift,
    @Schema(description = "probability that a random rectangle of the image is filled with noise")
        @DecimalRange(min = "0", max = "1")
        double randomErasing,
    @Schema(
            description =
                "strength of random changes of brightness, contrast and, in color, saturation: each"
                    + " by a factor from 1 - color to 1 + color")
        @DecimalRange(min = "0", max = "1")
        double color) {

  /** The augmentation that leaves images unchanged. */
  public static final Augmentation NONE = new Augmentation(false, 0, 0);

  /** Creates an augmentation that leaves colors unchanged. */
  public Augmentation(boolean horizontalFlip, int maxShift, double randomErasing) {
    this(horizontalFlip, maxShift, randomErasing, 0);
  }
}
