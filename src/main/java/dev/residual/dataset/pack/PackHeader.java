package dev.residual.dataset.pack;

import dev.residual.preprocessing.OrientationMode;
import java.util.HashSet;
import java.util.List;

/**
 * What is known of a pack before its first image.
 *
 * @param labels names of the classes, by index; at least one, all different
 * @param channels number of values of a pixel: 1 for gray, 3 for red, green and blue
 * @param storedSize the shorter side, in pixels, to which larger images were scaled
 * @param orientation how the images were turned
 */
public record PackHeader(
    List<String> labels, int channels, int storedSize, OrientationMode orientation) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is outside its range
   */
  public PackHeader {
    labels = List.copyOf(labels);
    if (labels.isEmpty() || new HashSet<>(labels).size() < labels.size()) {
      throw new IllegalArgumentException("there must be labels, all different, were " + labels);
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, was " + channels);
    }
    if (storedSize < 1) {
      throw new IllegalArgumentException("storedSize must be at least 1, was " + storedSize);
    }
  }
}
