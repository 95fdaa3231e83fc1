package dev.residual.evaluation;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many images of each class were classified as each class. A matrix of many classes is mostly
 * zeros, so only its other cells are written.
 *
 * @param matrix a row for each true class with a column for each predicted one; null beyond {@value
 *     #MAX_DENSE} classes
 * @param cells triples of true class, predicted class and images, row by row, without zeros; null
 *     up to {@value #MAX_DENSE} classes
 * @param mostConfused the pairs of different classes with the most images, at most {@value
 *     #MAX_PAIRS}
 */
@Schema(description = "How many images of each class were classified as each class")
public record ConfusionMatrix(
    @Schema(
            description =
                "A row for each true class with a column for each predicted one, in the order of"
                    + " classes; null beyond 100 classes")
        int @Nullable [][] matrix,
    @Schema(
            description =
                "Beyond 100 classes: triples of true class, predicted class and images, row by row,"
                    + " without zeros; otherwise null")
        int @Nullable [][] cells,
    @Schema(description = "The pairs of different classes with the most images, at most 20")
        List<Pair> mostConfused) {

  static final int MAX_DENSE = 100;
  static final int MAX_PAIRS = 20;

  /**
   * Images of one class that were classified as another.
   *
   * @param share their share of the images of the class, above 0 and at most 1
   */
  @Schema(name = "ConfusedPair")
  public record Pair(
      @Schema(example = "Shirt") String label,
      @Schema(example = "T-shirt/top") String predicted,
      @Schema(description = "Index of the class", example = "6") int labelIndex,
      @Schema(description = "Index of the predicted class", example = "0") int predictedIndex,
      @Schema(example = "118") int images,
      @Schema(description = "Share of the images of the class, 0 to 1", example = "0.118")
          double share) {}

  /**
   * Counts predictions.
   *
   * @param names the labels by their indices
   * @param labels (n), class indices
   * @param predictions (n), class indices
   */
  static ConfusionMatrix of(List<String> names, int[] labels, int[] predictions) {
    int classes = names.size();
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < labels.length; i++) {
      counts[labels[i]][predictions[i]]++;
    }
    boolean dense = classes <= MAX_DENSE;
    return new ConfusionMatrix(
        dense ? counts : null, dense ? null : cells(counts), mostConfused(names, counts));
  }

  /**
   * Returns how many images of a class were classified as a class.
   *
   * @param classes number of classes
   */
  public int[][] counts(int classes) {
    if (matrix != null) {
      return matrix;
    }
    int[][] counts = new int[classes][classes];
    if (cells != null) {
      for (int[] cell : cells) {
        counts[cell[0]][cell[1]] = cell[2];
      }
    }
    return counts;
  }

  private static int[][] cells(int[][] counts) {
    List<int[]> cells = new ArrayList<>();
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts.length; column++) {
        if (counts[row][column] > 0) {
          cells.add(new int[] {row, column, counts[row][column]});
        }
      }
    }
    return cells.toArray(int[][]::new);
  }

  private static List<Pair> mostConfused(List<String> names, int[][] counts) {
    List<Pair> pairs = new ArrayList<>();
    for (int row = 0; row < counts.length; row++) {
      int images = 0;
      for (int count : counts[row]) {
        images += count;
      }
      for (int column = 0; column < counts.length; column++) {
        int count = counts[row][column];
        if (row != column && count > 0) {
          pairs.add(
              new Pair(
                  names.get(row), names.get(column), row, column, count, (double) count / images));
        }
      }
    }
    return pairs.stream()
        .sorted(Comparator.comparingInt(Pair::images).reversed()) // stable
        .limit(MAX_PAIRS)
        .toList();
  }
}
