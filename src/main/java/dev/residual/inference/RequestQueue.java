package dev.residual.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A bounded queue of pending requests, shared fairly by images: while clients wait, each has as
 * many images computed as any other, and the requests of one client are computed in their order. It
 * is not thread-safe.
 *
 * <p>The order is that of start-time fair queueing (Goyal, Vin and Cheng, "Start-time Fair
 * Queueing", SIGCOMM 1996): a request starts, in virtual time, when the one before it of the same
 * client has ended, and it ends as many units later as it has images. The request that starts first
 * is next.
 */
final class RequestQueue {

  /** The requests of one client that wait, in the order of their arrival. */
  private static final class Flow {

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int images;

    /** The virtual time at which its last request ends. */
    private long end;

    Flow(long now) {
      this.end = now;
    }
  }

  /** A request that waits. */
  private static final class Waiting implements Comparable<Waiting> {

    private final PendingRequest request;
    private final Flow flow;

    /** Tells requests apart that have arrived at the same time. */
    private final long number;

    /** The virtual time at which it starts. */
    private long start;

    Waiting(PendingRequest request, Flow flow, long number) {
      this.request = request;
      this.flow = flow;
      this.number = number;
    }

    /** Of requests that start at the same time, the older one is first. */
    @Override
    public int compareTo(Waiting other) {
      int order = Long.compare(start, other.start);
      order = order == 0 ? Long.compare(request.arrived(), other.request.arrived()) : order;
      return order == 0 ? Long.compare(number, other.number) : order;
    }
  }

  private final Map<String, Flow> flows = new HashMap<>();
  private final PriorityQueue<Waiting> order = new PriorityQueue<>();
  private final int capacity;
  private long added;
  private int images;

  /** The virtual time at which the request that was taken last has started. */
  private long now;

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
    Flow flow = flows.computeIfAbsent(request.client(), client -> new Flow(now));
    Waiting waiting = new Waiting(request, flow, ++added);
    flow.waiting.addLast(waiting);
    flow.images += request.size();
    images += request.size();
    enter(waiting, Math.max(flow.end, now));
    return true;
  }

  private void enter(Waiting waiting, long start) {
    waiting.start = start;
    waiting.flow.end = start + waiting.request.size();
    order.add(waiting);
  }

  /**
   * Removes requests of other clients, so that a request has room. Each of these clients has more
   * images waiting than its share of the capacity; its newest requests are removed.
   *
   * @return the removed requests; empty if the client of this request would exceed its own share
   */
  List<PendingRequest> makeRoomFor(PendingRequest request) {
    Flow own = flows.getOrDefault(request.client(), new Flow(now));
    long others = flows.values().stream().filter(flow -> flow != own && flow.images > 0).count();
    List<PendingRequest> removed = new ArrayList<>();
    if ((own.images + request.size()) * (others + 1) <= capacity) {
      while (images + request.size() > capacity) {
        Flow largest =
            flows.values().stream().max(Comparator.comparing(it -> it.images)).orElseThrow();
        Waiting newest = largest.waiting.getLast();
        removed.add(newest.request);
        remove(newest);
      }
    }
    return removed;
  }

  /** Returns the number of images that wait. */
  int images() {
    return images;
  }

  boolean isEmpty() {
    return images == 0;
  }

  /**
   * Returns the request that is computed next.
   *
   * @throws java.util.NoSuchElementException if none waits
   */
  PendingRequest first() {
    return order.element().request;
  }

  /** Removes the requests whose answers are no longer needed. */
  void dropExpired(long time) {
    List<Waiting> expired = new ArrayList<>();
    for (Waiting waiting : order) {
      if (waiting.request.isExpired(time)) {
        expired.add(waiting);
      }
    }
    expired.forEach(this::remove);
    forgetIdleClients();
  }

  /** Returns how many images the next batch would have now. */
  int nextSize(int limit) {
    List<Waiting> selected = select(limit);
    order.addAll(selected);
    return selected.stream().mapToInt(waiting -> waiting.request.size()).sum();
  }

  /**
   * Removes and returns the request that is next, and those for the same model that fit into its
   * batch.
   *
   * @param limit maximum number of images in the batch; the first request may have more
   */
  List<PendingRequest> takeBatch(int limit) {
    List<PendingRequest> taken = new ArrayList<>();
    List<Waiting> selected = select(limit);
    now = selected.get(0).start;
    for (Waiting waiting : selected) {
      leave(waiting);
      taken.add(waiting.request);
    }
    forgetIdleClients();
    return taken;
  }

  /** Removes a request, if it waits. */
  void remove(PendingRequest request) {
    Flow flow = flows.get(request.client());
    if (flow != null) {
      flow.waiting.stream()
          .filter(waiting -> waiting.request.equals(request))
          .findFirst()
          .ifPresent(this::remove);
    }
  }

  /** Removes a request that is not computed. Those after it of the same client start earlier. */
  private void remove(Waiting removed) {
    Flow flow = removed.flow;
    order.removeAll(flow.waiting);
    long start = flow.waiting.getFirst().start;
    leave(removed);
    flow.end = start;
    flow.waiting.forEach(waiting -> enter(waiting, flow.end));
  }

  private void leave(Waiting waiting) {
    waiting.flow.waiting.remove(waiting);
    waiting.flow.images -= waiting.request.size();
    images -= waiting.request.size();
  }

  /** Removes and returns all requests. */
  List<PendingRequest> removeAll() {
    List<PendingRequest> removed = order.stream().map(waiting -> waiting.request).toList();
    order.clear();
    flows.clear();
    images = 0;
    return removed;
  }

  /** A client without requests is remembered until others have had as many images computed. */
  private void forgetIdleClients() {
    flows.values().removeIf(flow -> flow.images == 0 && (images == 0 || flow.end <= now));
  }

  /** Takes the requests of the next batch out of the order. */
  private List<Waiting> select(int limit) {
    List<Waiting> selected = new ArrayList<>();
    List<Waiting> others = new ArrayList<>();
    int size = 0;
    while (size < limit && !order.isEmpty()) {
      Waiting next = order.remove();
      if (selected.isEmpty() || (size + next.request.size() <= limit && suits(next, selected))) {
        selected.add(next);
        size += next.request.size();
      } else {
        others.add(next);
      }
    }
    order.addAll(others);
    return selected;
  }

  /** Returns whether a request is computed by the same model in the same way as the others. */
  private static boolean suits(Waiting waiting, List<Waiting> others) {
    PendingRequest first = others.get(0).request;
    return waiting.request.model().equals(first.model())
        && waiting.request.withFeatures() == first.withFeatures();
  }
}
