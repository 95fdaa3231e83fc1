package dev.residual.feedback;

import dev.residual.preprocessing.InputImage;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a model said of an image.
 *
 * @param owner the key of the client that asked; null if nobody was asked for one
 * @param label index of the most probable class
 * @param confidence the probability of this class
 * @param image what the network saw, before its center was cut out and resized; null if it is not
 *     kept
 */
record Prediction(
    UUID id,
    UUID model,
    @Nullable UUID owner,
    int label,
    float confidence,
    Instant createdAt,
    @Nullable InputImage image) {

  int imageBytes() {
    return image == null ? 0 : image.pixels().length;
  }

  Prediction withoutImage() {
    return new Prediction(id, model, owner, label, confidence, createdAt, null);
  }
}
