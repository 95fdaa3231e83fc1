package dev.residual.dataset;

import java.util.List;
import java.util.Map;

/**
 * A data set in memory.
 *
 * @param name what requests call it, as {@code fashion-mnist}
 * @param labels the names of the classes, by index
 * @param train the pictures to learn from
 * @param test the pictures to judge by
 * @param digests SHA-256, in lower-case hex, of the uncompressed bytes of each file, by file name
 */
public record Dataset(
    String name, List<String> labels, Pictures train, Pictures test, Map<String, String> digests) {

  public Dataset {
    labels = List.copyOf(labels);
    digests = Map.copyOf(digests);
  }
}
