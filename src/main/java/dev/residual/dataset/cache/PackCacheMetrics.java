package dev.residual.dataset.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what the cache of packs does. */
final class PackCacheMetrics {

  private static final String FETCHES = "residual.pack.cache.fetches";

  private final Counter hits;
  private final Counter fetchesOfMissing;
  private final Counter fetchesOfDamaged;
  private final Counter fetchedBytes;

  PackCacheMetrics(MeterRegistry meters) {
    hits =
        Counter.builder("residual.pack.cache.hits")
            .description("Packs that were opened from the cache of this node")
            .register(meters);
    fetchesOfMissing = fetches("missing", meters);
    fetchesOfDamaged = fetches("damaged", meters);
    fetchedBytes =
        Counter.builder("residual.pack.cache.fetched")
            .description("Bytes of the packs that were fetched")
            .baseUnit("bytes")
            .register(meters);
  }

  private static Counter fetches(String reason, MeterRegistry meters) {
    return Counter.builder(FETCHES)
        .description("Packs that were fetched from the bucket")
        .tag("reason", reason)
        .register(meters);
  }

  void countHit() {
    hits.increment();
  }

  /**
   * Counts a pack that was fetched.
   *
   * @param damaged whether a damaged copy was there
   */
  void countFetch(boolean damaged, long bytes) {
    (damaged ? fetchesOfDamaged : fetchesOfMissing).increment();
    fetchedBytes.increment((double) bytes);
  }
}
