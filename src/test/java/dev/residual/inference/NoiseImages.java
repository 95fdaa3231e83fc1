package dev.residual.inference;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Pictures that show nothing, the same ones each time. */
final class NoiseImages {

  private NoiseImages() {}

  static List<byte[]> pictures(int count) {
    Random random = new Random(count);
    return Stream.generate(
            () -> {
              byte[] picture = new byte[28 * 28];
              random.nextBytes(picture);
              return picture;
            })
        .limit(count)
        .toList();
  }

  /** One after the other, 784 bytes each. */
  static byte[] joined(List<byte[]> pictures) {
    byte[] all = new byte[pictures.size() * 28 * 28];
    for (int i = 0; i < pictures.size(); i++) {
      System.arraycopy(pictures.get(i), 0, all, i * 28 * 28, 28 * 28);
    }
    return all;
  }
}
