package dev.residual.web;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, newest first.
 *
 * @param nextCursor what {@code ?cursor=} takes to go on; null at the end
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

  /** How many items a page has when nothing is said. */
  public static final String DEFAULT_LIMIT = "20";

  /** How many items a page may have at most. */
  public static final int MAX_LIMIT = 100;

  /**
   * Cuts a page from what was read.
   *
   * @param read up to {@code limit + 1} rows; the surplus one only tells that there are more
   * @param cursor where a row stands in the list
   * @param view what a row looks like to a client
   */
  public static <R, T> Page<T> of(
      List<R> read, int limit, Function<R, Cursor> cursor, Function<R, T> view) {
    List<R> shown = read.subList(0, Math.min(limit, read.size()));
    String next = read.size() > limit ? cursor.apply(shown.get(limit - 1)).encoded() : null;
    return new Page<>(shown.stream().map(view).toList(), next);
  }
}
