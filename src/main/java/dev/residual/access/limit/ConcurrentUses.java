package dev.residual.access.limit;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Counts what each client uses at the same time. A client that uses nothing takes no memory. */
final class ConcurrentUses {

  private static final Permit UNLIMITED = () -> {};

  private final Map<String, Integer> uses = new ConcurrentHashMap<>();

  /**
   * Returns a permit, or empty if the client has as many as it may have.
   *
   * @param max null for no limit
   */
  Optional<Permit> acquire(String client, @Nullable Integer max) {
    if (max == null) {
      return Optional.of(UNLIMITED);
    }
    AtomicBoolean acquired = new AtomicBoolean();
    uses.compute(
        client,
        (name, before) -> {
          int count = before == null ? 0 : before;
          acquired.set(count < max);
          return count < max ? Integer.valueOf(count + 1) : before;
        });
    return acquired.get() ? Optional.of(permit(client)) : Optional.empty();
  }

  private Permit permit(String client) {
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      if (closed.compareAndSet(false, true)) {
        uses.computeIfPresent(client, (name, count) -> count == 1 ? null : count - 1);
      }
    };
  }

  /** Returns the number of clients that have permits. */
  int clients() {
    return uses.size();
  }
}
