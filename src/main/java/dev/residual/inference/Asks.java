package dev.residual.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** What waits to be computed, the oldest first; bounded. Not for several threads. */
final class Asks {

  private final Deque<Ask> waiting = new ArrayDeque<>();
  private final int capacity;
  private final int batch;
  private int pictures;

  /**
   * @param capacity pictures that may wait
   * @param batch pictures of a batch at most, if its first ask has no more
   */
  Asks(int capacity, int batch) {
    this.capacity = capacity;
    this.batch = batch;
  }

  /** Whether there was room. */
  boolean add(Ask ask) {
    if (pictures + ask.size() > capacity) {
      return false;
    }
    waiting.addLast(ask);
    pictures += ask.size();
    return true;
  }

  int pictures() {
    return pictures;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The oldest. */
  Ask first() {
    return waiting.getFirst();
  }

  /** Takes out those for whom nobody waits any more. */
  void dropOver(long now) {
    for (Iterator<Ask> each = waiting.iterator(); each.hasNext(); ) {
      Ask ask = each.next();
      if (ask.isOver(now)) {
        each.remove();
        pictures -= ask.size();
      }
    }
  }

  /** How many pictures a batch would have now. */
  int nextSize() {
    return select().stream().mapToInt(Ask::size).sum();
  }

  /**
   * Takes out the oldest, and of those that wait for the same model as many as go into a batch with
   * it.
   */
  List<Ask> takeBatch() {
    List<Ask> taken = select();
    waiting.removeAll(taken);
    pictures -= taken.stream().mapToInt(Ask::size).sum();
    return taken;
  }

  private List<Ask> select() {
    Ask first = waiting.getFirst();
    List<Ask> selected = new ArrayList<>();
    int size = 0;
    for (Ask ask : waiting) {
      boolean fits = size + ask.size() <= batch;
      if (ask == first
          || (fits && ask.model() == first.model() && ask.withFeatures() == first.withFeatures())) {
        selected.add(ask);
        size += ask.size();
      }
      if (size >= batch) {
        break;
      }
    }
    return selected;
  }
}
