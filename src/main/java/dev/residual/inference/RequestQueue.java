package dev.residual.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** A bounded queue of pending requests, the oldest first. It is not thread-safe. */
final class RequestQueue {

  private final Deque<PendingRequest> waiting = new ArrayDeque<>();
  private final int capacity;
  private int images;

  /**
   * Creates an empty queue.
   *
   * @param capacity maximum number of images that may wait
   */
  RequestQueue(int capacity) {
    this.capacity = capacity;
  }

  /** Adds a request, and returns false if there is no room for it. */
  boolean add(PendingRequest request) {
    if (images + request.size() > capacity) {
      return false;
    }
    waiting.addLast(request);
    images += request.size();
    return true;
  }

  /** Returns the number of images that wait. */
  int images() {
    return images;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Returns the oldest request. */
  PendingRequest first() {
    return waiting.getFirst();
  }

  /** Removes the requests whose answers are no longer needed. */
  void dropExpired(long now) {
    for (Iterator<PendingRequest> iterator = waiting.iterator(); iterator.hasNext(); ) {
      PendingRequest request = iterator.next();
      if (request.isExpired(now)) {
        iterator.remove();
        images -= request.size();
      }
    }
  }

  /** Returns how many images the next batch would have now. */
  int nextSize(int limit) {
    return select(limit).stream().mapToInt(PendingRequest::size).sum();
  }

  /**
   * Removes and returns the oldest request, and those for the same model that fit into its batch.
   *
   * @param limit maximum number of images in the batch; the oldest request may have more
   */
  List<PendingRequest> takeBatch(int limit) {
    List<PendingRequest> taken = select(limit);
    taken.forEach(this::remove);
    return taken;
  }

  /** Removes a request, if it waits. */
  void remove(PendingRequest request) {
    int size = request.size();
    if (waiting.remove(request)) {
      images -= size;
    }
  }

  /** Removes and returns all requests. */
  List<PendingRequest> removeAll() {
    List<PendingRequest> removed = List.copyOf(waiting);
    waiting.clear();
    images = 0;
    return removed;
  }

  private List<PendingRequest> select(int limit) {
    PendingRequest first = waiting.getFirst();
    List<PendingRequest> selected = new ArrayList<>();
    int size = 0;
    for (PendingRequest request : waiting) {
      boolean fits = size + request.size() <= limit;
      if (request == first
          || (fits
              && request.model() == first.model()
              && request.withFeatures() == first.withFeatures())) {
        selected.add(request);
        size += request.size();
      }
      if (size >= limit) {
        break;
      }
    }
    return selected;
  }
}
