package dev.residual.dataset.ingest;

import dev.residual.dataset.pack.Split;
import org.jspecify.annotations.Nullable;

/**
 * An image with its label.
 *
 * @param path path of its file in the archive. With {@link LayoutKind#IDX} it is the path of the
 *     file of images, a slash, and the image's index.
 * @param label index into {@link Layout#labels()}
 * @param split the split that the archive says, or null
 * @param group name of the group whose images stay in one split, or null
 */
public record Assigned(String path, int label, @Nullable Split split, @Nullable String group) {

  /** Returns the last part of the path. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
