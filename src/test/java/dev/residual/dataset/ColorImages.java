package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A data set of random color images that are not square, unlike those of the built-in data sets.
 */
public final class ColorImages {

  public static final ImageFormat FORMAT = new ImageFormat(3, 20, 24);
  public static final Normalization NORMALIZATION =
      new Normalization(List.of(120.0, 110.0, 100.0), List.of(60.0, 70.0, 80.0));
  public static final List<String> LABELS = List.of("cat", "dog", "bird");

  public static final DatasetDefinition DEFINITION =
      new DatasetDefinition(
          "noise", LABELS, FORMAT, NORMALIZATION, null, 96, 0, 32, "a test", Map.of());

  private ColorImages() {}

  /** Returns the data set, which has the same content each time. */
  public static Dataset dataset() {
    return new Dataset(
        DEFINITION.name(),
        LABELS,
        FORMAT,
        NORMALIZATION,
        null,
        null,
        null,
        images(DEFINITION.trainSize(), 1),
        null,
        images(DEFINITION.testSize(), 2),
        Map.of());
  }

  private static LabeledImages images(int count, long seed) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % LABELS.size());
    }
    byte[] pixels = new byte[count * FORMAT.bytes()];
    new Random(seed).nextBytes(pixels);
    return LabeledImages.of(pixels, labels, FORMAT);
  }
}
