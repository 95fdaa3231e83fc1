package dev.residual.model;

import dev.residual.image.ImageFormat;
import java.util.List;

/**
 * Pictures of a model's test set with what the trained network answers to them, by which a loaded
 * model can be checked where the data set is not.
 *
 * @param format of the images
 * @param pictures of {@link ImageFormat#bytes()} bytes each
 * @param logits of the network in fp32, (pictures, classes)
 */
public record ReferenceSamples(ImageFormat format, List<byte[]> pictures, float[][] logits) {

  public ReferenceSamples {
    pictures = List.copyOf(pictures);
    if (pictures.isEmpty() || pictures.size() != logits.length) {
      throw new IllegalArgumentException(
          "%d pictures have %d rows of logits; as many are needed, at least one"
              .formatted(pictures.size(), logits.length));
    }
    pictures.forEach(format::require);
  }
}
