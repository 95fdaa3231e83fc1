package dev.residual.model;

import java.util.List;

/**
 * Pictures of a model's test set with what the trained network answers to them, by which a loaded
 * model can be checked where the data set is not.
 *
 * @param pictures 784 bytes each, 0 black to 255 white, row by row
 * @param logits of the network in fp32, (pictures, classes)
 */
public record CheckPictures(List<byte[]> pictures, float[][] logits) {

  static final int PIXELS = 28 * 28;

  public CheckPictures {
    pictures = List.copyOf(pictures);
    if (pictures.isEmpty() || pictures.size() != logits.length) {
      throw new IllegalArgumentException(
          "%d pictures have %d rows of logits; as many are needed, at least one"
              .formatted(pictures.size(), logits.length));
    }
    for (byte[] picture : pictures) {
      if (picture.length != PIXELS) {
        throw new IllegalArgumentException(
            "a picture must have %d bytes, had %d".formatted(PIXELS, picture.length));
      }
    }
  }
}
