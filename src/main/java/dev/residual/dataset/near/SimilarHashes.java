package dev.residual.dataset.near;

import java.util.Arrays;

/**
 * Finds similar hashes among many. Hashes are cut into eight bands of 16 bits, so that two which
 * differ in seven bits at most have an equal band. For each band the hashes are sorted by it and by
 * the bits that follow, and a hash is compared with its neighbors in each of these orders.
 *
 * <p>The work for a hash is bounded: it is compared with at most 256 neighbors in each order. If
 * more hashes than that have an equal band, such as those of many plain images, similar ones that
 * are not among the neighbors in any order are not found. Of those found, only the most similar
 * ones are returned.
 */
public final class SimilarHashes {

  private static final int BANDS = 8;
  private static final int NEIGHBORS = 128;
  private static final int MAX_DISTANCE = 12;
  private static final int MAX_FOUND = 12;

  /** Bits of a sort key that are the number of the hash. */
  private static final int NUMBER_BITS = 24;

  private final long[] across;
  private final long[] down;
  private final long[][] orders = new long[BANDS][];

  /**
   * Sorts hashes.
   *
   * @param across the first halves, at most 16 million
   * @param down the second halves
   */
  public SimilarHashes(long[] across, long[] down) {
    if (across.length > 1 << NUMBER_BITS) {
      throw new IllegalArgumentException("too many hashes: " + across.length);
    }
    this.across = across;
    this.down = down;
    for (int band = 0; band < BANDS; band++) {
      long[] keys = new long[across.length];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = key(across[i], down[i], band) | i;
      }
      Arrays.sort(keys);
      orders[band] = keys;
    }
  }

  /** Returns a band, the bits that follow it, and room for a number. */
  private static long key(long across, long down, int band) {
    long first = Long.rotateRight(across, Byte.SIZE * band);
    long second = Long.rotateRight(down, Byte.SIZE * band);
    return (first & 0xff) << 56
        | (second & 0xff) << 48
        | (first & 0xff00) << 32
        | (second & 0xff00) << 24
        | (first & 0xff0000) << 8;
  }

  /** Returns the numbers of the most similar hashes, at most 12, the most similar one first. */
  public int[] closestTo(DifferenceHash hash) {
    Closest closest = new Closest();
    for (int band = 0; band < BANDS; band++) {
      long[] keys = orders[band];
      long key = key(hash.across(), hash.down(), band);
      int found = Arrays.binarySearch(keys, key);
      int middle = found >= 0 ? found : -found - 1;
      for (int i = middle; i < keys.length && i < middle + NEIGHBORS; i++) {
        if ((keys[i] ^ key) >>> 48 != 0) {
          break;
        }
        closest.offer(hash, number(keys[i]));
      }
      for (int i = middle - 1; i >= 0 && i >= middle - NEIGHBORS; i--) {
        if ((keys[i] ^ key) >>> 48 != 0) {
          break;
        }
        closest.offer(hash, number(keys[i]));
      }
    }
    return closest.numbers();
  }

  private static int number(long key) {
    return (int) (key & (1 << NUMBER_BITS) - 1);
  }

  /** The most similar hashes so far, by distance and number. */
  private final class Closest {

    private final long[] ranks = new long[MAX_FOUND];
    private int count;

    void offer(DifferenceHash hash, int number) {
      long distance = hash.distance(across[number], down[number]);
      long rank = distance << NUMBER_BITS | number;
      if (distance > MAX_DISTANCE || (count == MAX_FOUND && rank >= ranks[count - 1])) {
        return;
      }
      int found = Arrays.binarySearch(ranks, 0, count, rank);
      if (found >= 0) {
        return;
      }
      int at = -found - 1;
      count = Math.min(count + 1, MAX_FOUND);
      System.arraycopy(ranks, at, ranks, at + 1, count - 1 - at);
      ranks[at] = rank;
    }

    int[] numbers() {
      return Arrays.stream(ranks, 0, count).mapToInt(SimilarHashes::number).toArray();
    }
  }
}
