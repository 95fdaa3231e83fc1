package dev.residual.inference;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Images as JSON, valid and invalid ones. */
public final class JsonImages {

  private JsonImages() {}

  /** Returns rows that all have the same number, but for one in the middle. */
  public static int[][] rows(int rows, int columns, int value) {
    int[][] numbers = blank(rows, columns, value);
    numbers[rows / 2][columns / 2] = (value + 128) % 256;
    return numbers;
  }

  /** Returns rows that all have the same number. */
  public static int[][] blank(int rows, int columns, int value) {
    return IntStream.range(0, rows)
        .mapToObj(
            row -> {
              int[] numbers = new int[columns];
              Arrays.fill(numbers, value);
              return numbers;
            })
        .toArray(int[][]::new);
  }

  public static String json(int[][] rows) {
    return Arrays.deepToString(rows);
  }

  public static String pixels(int[][] rows) {
    return "{\"pixels\": " + json(rows) + "}";
  }

  public static String images(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> json(rows(28, 28, i)))
        .collect(Collectors.joining(", ", "{\"images\": [", "]}"));
  }
}
