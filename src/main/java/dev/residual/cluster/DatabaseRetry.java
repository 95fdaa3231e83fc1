package dev.residual.cluster;

import dev.residual.web.DatabaseOutage;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryState;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.retry.Retryable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Retries writes until a database outage is over, however long it lasts, since a result may have
 * taken hours to compute.
 */
@Component
public class DatabaseRetry {

  private static final Logger log = LoggerFactory.getLogger(DatabaseRetry.class);
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration MAX_DELAY = Duration.ofSeconds(5);

  private final BackOff backOff;

  @Autowired
  public DatabaseRetry() {
    this(backOff());
  }

  private static BackOff backOff() {
    ExponentialBackOff backOff = new ExponentialBackOff(FIRST_DELAY.toMillis(), 1.5);
    backOff.setMaxInterval(MAX_DELAY.toMillis());
    return backOff;
  }

  /**
   * Creates a retry with the given delays.
   *
   * @param backOff the delays between attempts
   */
  public DatabaseRetry(BackOff backOff) {
    this.backOff = backOff;
  }

  /**
   * Runs writes until they succeed.
   *
   * @param writes must be idempotent: they are repeated if the response to a successful write was
   *     lost
   * @param cancelled checked before each retry; true ends the retries
   * @throws DataAccessException if the failure is not an outage, the retries are cancelled, or this
   *     thread is interrupted
   * @throws TransactionException in the same cases
   */
  public void run(Runnable writes, BooleanSupplier cancelled) {
    RetryTemplate template = new RetryTemplate(new OutagePolicy(cancelled, backOff));
    template.setRetryListener(new FirstFailureLog());
    template.invoke(writes);
  }

  private record OutagePolicy(BooleanSupplier cancelled, BackOff backOff) implements RetryPolicy {

    @Override
    public boolean shouldRetry(Throwable failure) {
      return (failure instanceof DataAccessException || failure instanceof TransactionException)
          && DatabaseOutage.isCauseOf(failure)
          && !cancelled.getAsBoolean()
          && !Thread.currentThread().isInterrupted();
    }

    @Override
    public BackOff getBackOff() {
      return backOff;
    }
  }

  private static final class FirstFailureLog implements RetryListener {

    @Override
    public void beforeRetry(RetryPolicy policy, Retryable<?> writes, RetryState state) {
      if (state.getRetryCount() == 1) {
        log.warn("A result waits for the database: {}", state.getLastException().getMessage());
      }
    }
  }
}
