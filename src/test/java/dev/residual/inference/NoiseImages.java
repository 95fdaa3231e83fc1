package dev.residual.inference;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Images of random pixels, the same ones each time. */
final class NoiseImages {

  private NoiseImages() {}

  static List<byte[]> images(int count) {
    Random random = new Random(count);
    return Stream.generate(
            () -> {
              byte[] image = new byte[28 * 28];
              random.nextBytes(image);
              return image;
            })
        .limit(count)
        .toList();
  }

  /** Returns the images one after the other, 784 bytes each. */
  static byte[] joined(List<byte[]> images) {
    byte[] all = new byte[images.size() * 28 * 28];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, all, i * 28 * 28, 28 * 28);
    }
    return all;
  }
}
