package dev.residual.dataset.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimilarHashesTests {

  private final Random random = new Random(1);
  private final long[] across = random.longs(20_000).toArray();
  private final long[] down = random.longs(20_000).toArray();

  /** Returns a hash that differs from another in this number of bits. */
  private DifferenceHash changed(int number, int bits) {
    long[] halves = {across[number], down[number]};
    random.ints(0, 128).distinct().limit(bits).forEach(bit -> halves[bit / 64] ^= 1L << bit);
    return new DifferenceHash(halves[0], halves[1]);
  }

  @Test
  void hashesThatDifferInUpToSevenBitsAreFound() {
    SimilarHashes hashes = new SimilarHashes(across, down);
    for (int i = 0; i < 2000; i++) {
      assertThat(hashes.closestTo(changed(i, i % 8))).containsExactly(i);
    }
  }

  @Test
  void hashesThatDifferMuchAreNot() {
    SimilarHashes hashes = new SimilarHashes(across, down);
    assertThat(IntStream.range(0, 200).map(i -> hashes.closestTo(changed(i, 13)).length).sum())
        .isZero();
  }

  @Test
  void mostSimilarOnesComeFirst() {
    for (int i = 0; i < 30; i++) {
      DifferenceHash hash = changed(100, i % 6);
      across[200 + i] = hash.across();
      down[200 + i] = hash.down();
    }
    SimilarHashes hashes = new SimilarHashes(across, down);
    assertThat(hashes.closestTo(new DifferenceHash(across[100], down[100])))
        .hasSize(12)
        .startsWith(100, 200, 206, 212, 218, 224, 201, 207);
  }

  @Test
  void plainImagesDoNotTakeLong() {
    SimilarHashes hashes = new SimilarHashes(new long[200_000], new long[200_000]);
    int[] found = {};
    for (int i = 0; i < 5000; i++) {
      found = hashes.closestTo(new DifferenceHash(0, 0));
    }
    assertThat(found).containsExactly(IntStream.range(0, 12).toArray());
  }

  @Test
  void noHashesAreNoMatch() {
    assertThat(new SimilarHashes(new long[0], new long[0]).closestTo(changed(0, 0))).isEmpty();
  }
}
