package dev.residual.access.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * How many images each client may send now to this node: token buckets, in memory. Those of the
 * clients that sent images last are kept. One that is forgotten is most likely full again, as a
 * bucket is after a minute at most.
 */
@Component
class ImageBuckets {

  /** A bucket holds at least this many, or the largest request would always be refused. */
  static final int LARGEST_REQUEST = 64;

  static final int MAX_CLIENTS = 20_000;

  private final TimeMeter time;

  /** In access order: the least recently used comes first. */
  private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  ImageBuckets(Clock clock) {
    time = meter(clock);
  }

  /** Returns how many images a bucket holds: those of a second, or of the largest request. */
  static long capacity(int imagesPerSecond) {
    return Math.max(imagesPerSecond, LARGEST_REQUEST);
  }

  synchronized Bucket of(String client, int imagesPerSecond) {
    Bucket bucket = buckets.computeIfAbsent(client, name -> newBucket(imagesPerSecond));
    if (buckets.size() > MAX_CLIENTS) {
      buckets.remove(buckets.keySet().iterator().next());
    }
    return bucket;
  }

  private Bucket newBucket(int imagesPerSecond) {
    return Bucket.builder()
        .withCustomTimePrecision(time)
        .addLimit(
            limit ->
                limit
                    .capacity(capacity(imagesPerSecond))
                    .refillGreedy(imagesPerSecond, Duration.ofSeconds(1)))
        .build();
  }

  private static TimeMeter meter(Clock clock) {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
      }

      @Override
      public boolean isWallClockBased() {
        return true;
      }
    };
  }
}
