package dev.residual.dataset.near;

/**
 * A hash that differs in few bits for images that look alike. Each bit says whether the small copy
 * of the image becomes brighter from one pixel to the next: to the right in {@code across}, and
 * downwards in {@code down}.
 *
 * <p>The bits of a byte come from all rows and columns, because some rows and columns are only
 * background in most images, and a byte of theirs would tell little.
 *
 * @param across 64 bits of neighbors in a row
 * @param down 64 bits of neighbors in a column
 */
public record DifferenceHash(long across, long down) {

  private static final int SIDE = 8;

  /** Levels that a difference has at least, so that noise sets no bits in plain areas. */
  private static final float LEAST = 4;

  /** Returns the hash of an image. */
  public static DifferenceHash of(SmallCopy copy) {
    long across = 0;
    long down = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int bit = (x + y) % SIDE * SIDE + y;
        float level = copy.level(y, x);
        across |= copy.level(y, x + 1) - level >= LEAST ? 1L << bit : 0;
        down |= copy.level(y + 1, x) - level >= LEAST ? 1L << bit : 0;
      }
    }
    return new DifferenceHash(across, down);
  }

  /** Returns the number of bits that differ. */
  int distance(long otherAcross, long otherDown) {
    return Long.bitCount(across ^ otherAcross) + Long.bitCount(down ^ otherDown);
  }
}
