package dev.residual.web;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, newest first.
 *
 * @param items the items of this page
 * @param nextCursor the {@code ?cursor=} of the next page; null on the last page
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

  /** The default of {@code ?limit=}. */
  public static final String DEFAULT_LIMIT = "20";

  /** The maximum of {@code ?limit=}. */
  public static final int MAX_LIMIT = 100;

  /**
   * Makes a page of the rows that were read.
   *
   * @param read up to {@code limit + 1} rows; the last one only shows that there are more
   * @param cursor returns a row's position in the list
   * @param view returns what a client sees of a row
   */
  public static <R, T> Page<T> of(
      List<R> read, int limit, Function<R, Cursor> cursor, Function<R, T> view) {
    List<R> shown = read.subList(0, Math.min(limit, read.size()));
    String next = read.size() > limit ? cursor.apply(shown.get(limit - 1)).encoded() : null;
    return new Page<>(shown.stream().map(view).toList(), next);
  }
}
