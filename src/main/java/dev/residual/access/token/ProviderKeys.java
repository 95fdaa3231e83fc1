package dev.residual.access.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.concurrent.ConcurrentMapCache;

/**
 * The public keys of a provider. The decoder asks for them anew whenever a token has a key that it
 * does not know, and anybody can send such tokens. So the provider is asked at most once in a few
 * seconds, whether it answers or not. While it is away, the keys that are known remain.
 */
final class ProviderKeys extends ConcurrentMapCache {

  static final Duration MIN_AGE = Duration.ofSeconds(5);

  /** A key that the provider has withdrawn is trusted no longer than this. */
  static final Duration MAX_AGE = Duration.ofMinutes(5);

  private final Clock clock;
  private Instant askedAt = Instant.MIN;
  private boolean wanted;
  private @Nullable Object known;
  private @Nullable Exception failure;

  ProviderKeys(Clock clock) {
    super("provider keys");
    this.clock = clock;
  }

  /** Notes that the keys do not have that of a token. They are asked for again when they may be. */
  @Override
  public synchronized boolean invalidate() {
    wanted = true;
    return known != null;
  }

  /**
   * Returns the keys that are known, or asks for them.
   *
   * @throws ValueRetrievalException if they are not known and the provider did not answer
   */
  @Override
  @SuppressWarnings("unchecked") // the decoder stores one kind of value
  public synchronized <T> @Nullable T get(Object url, Callable<T> provider) {
    boolean missing = wanted || known == null;
    wanted = false;
    Duration age = Duration.between(askedAt, clock.instant());
    if (missing ? age.compareTo(MIN_AGE) >= 0 : age.compareTo(MAX_AGE) >= 0) {
      ask(provider);
    }
    if (missing && failure != null) {
      throw new ValueRetrievalException(url, provider, failure);
    }
    return (T) known;
  }

  private void ask(Callable<?> provider) {
    try {
      known = provider.call();
      failure = null;
    } catch (Exception e) {
      failure = e;
    } finally {
      askedAt = clock.instant(); // after the answer, for which it may have taken long
    }
  }
}
