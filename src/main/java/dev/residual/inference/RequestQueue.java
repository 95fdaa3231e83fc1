package dev.residual.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** What waits to be computed, the oldest first; bounded. Not for several threads. */
final class RequestQueue {

  private final Deque<PendingRequest> waiting = new ArrayDeque<>();
  private final int capacity;
  private int images;

  /**
   * @param capacity images that may wait
   */
  RequestQueue(int capacity) {
    this.capacity = capacity;
  }

  /** Whether there was room. */
  boolean add(PendingRequest ask) {
    if (images + ask.size() > capacity) {
      return false;
    }
    waiting.addLast(ask);
    images += ask.size();
    return true;
  }

  int images() {
    return images;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The oldest. */
  PendingRequest first() {
    return waiting.getFirst();
  }

  /** Takes out those for whom nobody waits any more. */
  void dropOver(long now) {
    for (Iterator<PendingRequest> each = waiting.iterator(); each.hasNext(); ) {
      PendingRequest ask = each.next();
      if (ask.isOver(now)) {
        each.remove();
        images -= ask.size();
      }
    }
  }

  /** How many images a batch of at most so many would have now. */
  int nextSize(int most) {
    return select(most).stream().mapToInt(PendingRequest::size).sum();
  }

  /**
   * Takes out the oldest, and of those that wait for the same model as many as go into a batch with
   * it.
   *
   * @param most images of the batch, if the oldest has no more
   */
  List<PendingRequest> takeBatch(int most) {
    List<PendingRequest> taken = select(most);
    waiting.removeAll(taken);
    images -= taken.stream().mapToInt(PendingRequest::size).sum();
    return taken;
  }

  private List<PendingRequest> select(int most) {
    PendingRequest first = waiting.getFirst();
    List<PendingRequest> selected = new ArrayList<>();
    int size = 0;
    for (PendingRequest ask : waiting) {
      boolean fits = size + ask.size() <= most;
      if (ask == first
          || (fits && ask.model() == first.model() && ask.withFeatures() == first.withFeatures())) {
        selected.add(ask);
        size += ask.size();
      }
      if (size >= most) {
        break;
      }
    }
    return selected;
  }
}
