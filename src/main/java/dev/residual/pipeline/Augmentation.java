package dev.residual.pipeline;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * How training images are changed, so that a network never sees the same one twice. All of it
 * happens to the bytes of the original, before it is resized. The annotations state the ranges.
 *
 * @param horizontalFlip whether each image is mirrored left to right in every other epoch, some in
 *     the even ones and some in the odd ones, so that both ways come as often (Jordan, 2024, "94%
 *     on CIFAR-10 in 3.29 Seconds on a Single GPU", section 3.6)
 * @param maxShift by how many pixels of the original an image may move up or down and left or
 *     right, each as likely; what comes in is black, what goes out is lost. The same as a random
 *     crop after padding
 * @param randomErasing probability that a rectangle of 2 to 33 % of the image, its height 0.3 to
 *     3.3 times its width, is filled with noise (Zhong et al., 2017, "Random Erasing Data
 *     Augmentation", algorithm 1)
 */
@Schema(name = "Augmentation")
public record Augmentation(
    @Schema(description = "whether each image is mirrored in every other epoch")
        boolean horizontalFlip,
    @Schema(description = "largest shift of an image, in pixels of the original")
        @Between(min = "0", max = "8")
        int maxShift,
    @Schema(description = "probability that a random rectangle of the image is erased")
        @Between(min = "0", max = "1")
        double randomErasing) {

  /** Leaves images as they are. */
  public static final Augmentation NONE = new Augmentation(false, 0, 0);
}
