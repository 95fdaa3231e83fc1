package dev.residual.model;

import dev.residual.image.ImageFormat;
import java.util.List;
import java.util.Locale;

/**
 * Images of a model's test set with the outputs of the trained network. They verify a loaded model
 * on nodes that do not have the data set.
 *
 * @param format format of the images
 * @param images images of {@link ImageFormat#bytes()} bytes each
 * @param logits outputs of the network in fp32, (images, classes)
 */
public record ReferenceSamples(ImageFormat format, List<byte[]> images, float[][] logits) {

  public ReferenceSamples {
    images = List.copyOf(images);
    if (images.isEmpty() || images.size() != logits.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d images have %d rows of logits; both must be equal and at least 1",
              images.size(),
              logits.length));
    }
    images.forEach(format::require);
  }
}
