package dev.residual.inference;

import dev.residual.preprocessing.InputImage;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A request that waits for its images to be computed.
 *
 * @param client who sent it
 * @param images images with the channels that the model takes; bytes, which take a quarter of the
 *     memory of what the network is given
 * @param withFeatures whether the feature maps are requested too
 * @param arrived time of its arrival, by {@link System#nanoTime()}
 * @param deadline time until which it waits, by {@link System#nanoTime()}
 * @param answer completes with one output for each image, in order
 */
record PendingRequest(
    LoadedModel model,
    String client,
    List<InputImage> images,
    boolean withFeatures,
    long arrived,
    long deadline,
    CompletableFuture<List<ModelOutput>> answer) {

  /** Returns the number of images. */
  int size() {
    return images.size();
  }

  /** Returns whether its answer is no longer needed: it is complete or cancelled, or too late. */
  boolean isExpired(long now) {
    return answer.isDone() || now - deadline >= 0;
  }
}
