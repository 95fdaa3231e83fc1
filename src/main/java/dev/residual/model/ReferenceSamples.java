package dev.residual.model;

import dev.residual.image.ImageFormat;
import java.util.List;

/**
 * Images of a model's test set with what the trained network answers to them, by which a loaded
 * model can be checked where the data set is not.
 *
 * @param format of the images
 * @param images of {@link ImageFormat#bytes()} bytes each
 * @param logits of the network in fp32, (images, classes)
 */
public record ReferenceSamples(ImageFormat format, List<byte[]> images, float[][] logits) {

  public ReferenceSamples {
    images = List.copyOf(images);
    if (images.isEmpty() || images.size() != logits.length) {
      throw new IllegalArgumentException(
          "%d images have %d rows of logits; as many are needed, at least one"
              .formatted(images.size(), logits.length));
    }
    images.forEach(format::require);
  }
}
