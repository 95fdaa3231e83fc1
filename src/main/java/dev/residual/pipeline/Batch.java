package dev.residual.pipeline;

/**
 * The images of one training step.
 *
 * @param images indices of the images
 * @param repeats how often each of them came before in the same epoch, so that augmentation changes
 *     it in another way each time
 */
public record Batch(int[] images, int[] repeats) {

  /** Returns a batch of images that come for the first time. */
  public static Batch of(int... images) {
    return new Batch(images, new int[images.length]);
  }
}
