package dev.residual.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Measures how many augmented images one thread turns into tensors in a second: gray ones of 28x28
 * pixels, and random parts of color ones of 256x340 pixels. Each figure is the median of 9 rounds
 * of about half a second, after as many of warm-up.
 */
public final class BatchSpeed {

  private static final int BATCH = 64;
  private static final int ROUNDS = 9;

  private BatchSpeed() {}

  public static void main(String[] arguments) {
    ImageFormat gray = ImageFormat.gray(28, 28);
    Augmentation shifted = new Augmentation(true, 2, 0.25);
    measure("gray 28 to 28, plain", gray, 28, Augmentation.NONE, null);
    measure("gray 28 to 28, flip, shift, erase", gray, 28, shifted, null);
    measure("gray 28 to 96, flip, shift, erase", gray, 96, shifted, null);
    ImageFormat color = new ImageFormat(3, 256, 340);
    Augmentation flipped = new Augmentation(true, 0, 0);
    Augmentation colored = new Augmentation(true, 0, 0, 0.4);
    measure("color 256x340 to 224, flip", color, 224, flipped, null);
    measure("color 256x340 to 224, flip, crop", color, 224, flipped, Crop.DEFAULT);
    measure("color 256x340 to 224, flip, crop, color", color, 224, colored, Crop.DEFAULT);
    measure("color 256x340 to 128, flip, crop", color, 128, flipped, Crop.DEFAULT);
  }

  private static void measure(
      String what, ImageFormat format, int size, Augmentation augmentation, Crop crop) {
    int count = 256;
    byte[] pixels = new byte[count * format.bytes()];
    new Random(1).nextBytes(pixels);
    LabeledImages images = LabeledImages.of(pixels, new int[count], format);
    ImageTensors tensors = new ImageTensors(format, Normalization.article(format.channels()), size);
    double[] speeds = new double[2 * ROUNDS];
    try (NDManager manager = NDManager.newBaseManager()) {
      for (int round = 0; round < speeds.length; round++) {
        long start = System.nanoTime();
        int done = 0;
        while (System.nanoTime() - start < 500_000_000L) {
          Augmenter augmenter = new Augmenter(augmentation, crop, 42, done / count);
          int[] indices = new int[BATCH];
          for (int i = 0; i < BATCH; i++) {
            indices[i] = (done + i) % count;
          }
          try (NDArray tensor = tensors.images(manager, images, Batch.of(indices), augmenter)) {
            done += BATCH;
          }
        }
        speeds[round] = done * 1e9 / (System.nanoTime() - start);
      }
    }
    double[] counted = Arrays.copyOfRange(speeds, ROUNDS, speeds.length);
    Arrays.sort(counted);
    System.out.printf(
        Locale.ROOT,
        "%s: %.0f images/s (%.0f to %.0f)%n",
        what,
        counted[ROUNDS / 2],
        counted[0],
        counted[ROUNDS - 1]);
  }
}
