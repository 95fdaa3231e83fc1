package dev.residual.access.limit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
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

  /** A bucket and the rate at which it is filled, which changes with the limit of its client. */
  private record Rated(Bucket bucket, int imagesPerSecond) {}

  /** In access order: the least recently used comes first. */
  private final Map<String, Rated> buckets = new LinkedHashMap<>(16, 0.75f, true);

  ImageBuckets(Clock clock) {
    time = meter(clock);
  }

  /** Returns how many images a bucket holds: those of a second, or of the largest request. */
  static long capacity(int imagesPerSecond) {
    return Math.max(imagesPerSecond, LARGEST_REQUEST);
  }

  synchronized Bucket of(String client, int imagesPerSecond) {
    Rated rated =
        buckets.compute(
            client,
            (name, known) -> known == null ? full(imagesPerSecond) : at(known, imagesPerSecond));
    if (buckets.size() > MAX_CLIENTS) {
      buckets.remove(buckets.keySet().iterator().next());
    }
    return Objects.requireNonNull(rated).bucket();
  }

  private Rated full(int imagesPerSecond) {
    Bucket bucket =
        Bucket.builder().withCustomTimePrecision(time).addLimit(rate(imagesPerSecond)).build();
    return new Rated(bucket, imagesPerSecond);
  }

  /** What a client has spent stays spent when its limit is changed. */
  private static Rated at(Rated known, int imagesPerSecond) {
    if (known.imagesPerSecond() == imagesPerSecond) {
      return known;
    }
    known
        .bucket()
        .replaceConfiguration(
            BucketConfiguration.builder().addLimit(rate(imagesPerSecond)).build(),
            TokensInheritanceStrategy.AS_IS);
    return new Rated(known.bucket(), imagesPerSecond);
  }

  private static Bandwidth rate(int imagesPerSecond) {
    return Bandwidth.builder()
        .capacity(capacity(imagesPerSecond))
        .refillGreedy(imagesPerSecond, Duration.ofSeconds(1))
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
