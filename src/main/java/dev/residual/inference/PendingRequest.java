package dev.residual.inference;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Some images on their way through a model.
 *
 * @param images of the format that the model takes
 * @param withFeatures whether the feature maps are wanted too
 * @param arrived and deadline by {@link System#nanoTime()}
 * @param answer one for each image, in order
 */
record PendingRequest(
    LoadedModel model,
    List<byte[]> images,
    boolean withFeatures,
    long arrived,
    long deadline,
    CompletableFuture<List<ModelOutput>> answer) {

  int size() {
    return images.size();
  }

  /** Whether nobody waits for it any more. */
  boolean isOver(long now) {
    return answer.isDone() || now - deadline >= 0;
  }
}
