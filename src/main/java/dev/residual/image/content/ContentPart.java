package dev.residual.image.content;

/** Cells of a {@link ReducedImage} that touch each other and differ from the background. */
final class ContentPart {

  private int cells;
  private double difference;
  private int top = Integer.MAX_VALUE;
  private int left = Integer.MAX_VALUE;
  private int bottom = -1;
  private int right = -1;

  /**
   * Adds a cell.
   *
   * @param lighter by how many levels it is lighter than the background
   */
  void add(int y, int x, double lighter) {
    cells++;
    difference += lighter;
    top = Math.min(top, y);
    left = Math.min(left, x);
    bottom = Math.max(bottom, y);
    right = Math.max(right, x);
  }

  /** Returns the number of cells. */
  int cells() {
    return cells;
  }

  /** Returns by how many levels all cells together are lighter than the background. */
  double difference() {
    return difference;
  }

  int top() {
    return top;
  }

  int left() {
    return left;
  }

  /** Returns the last row that has a cell of this part. */
  int bottom() {
    return bottom;
  }

  /** Returns the last column that has a cell of this part. */
  int right() {
    return right;
  }
}
