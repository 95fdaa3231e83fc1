package dev.residual.pipeline;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * The random changes that are made to training images, so that a network does not see the same
 * pixels in each epoch. All of them are made to the bytes of the original image, cut to its center
 * square and not yet resized. The annotations state the ranges.
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
 */
@Schema(name = "Augmentation")
public record Augmentation(
    @Schema(description = "whether each image is mirrored in every other epoch")
        boolean horizontalFlip,
    @Schema(description = "largest shift of an image, in pixels of the original")
        @Between(min = "0", max = "8")
        int maxShift,
    @Schema(description = "probability that a random rectangle of the image is filled with noise")
        @Between(min = "0", max = "1")
        double randomErasing) {

  /** The augmentation that leaves images unchanged. */
  public static final Augmentation NONE = new Augmentation(false, 0, 0);
}
