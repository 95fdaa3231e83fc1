package dev.residual.job;

import dev.residual.web.Problem;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Submits jobs. Checks that the request can be trained, and creates at most one job per idempotency
 * key.
 */
@Component
public class JobSubmitter {

  /**
   * A submitted job.
   *
   * @param replayed whether an earlier request with the same key created it
   */
  public record Accepted(UUID job, boolean replayed) {}

  private static final Duration KEY_IN_USE_RETRY_AFTER = Duration.ofSeconds(1);

  private final JobRequestValidator validator;
  private final JobLifecycle lifecycle;
  private final JobQueries queries;
  private final IdempotencyKeys keys;

  JobSubmitter(
      JobRequestValidator validator,
      JobLifecycle lifecycle,
      JobQueries queries,
      IdempotencyKeys keys) {
    this.validator = validator;
    this.lifecycle = lifecycle;
    this.queries = queries;
    this.keys = keys;
  }

  /**
   * Submits a job, or returns the one that an earlier request with the same key created.
   *
   * @param request with its defaults filled in
   * @param key idempotency key chosen by the client; null if it sent none
   * @throws Problem if the request cannot be trained, the queue is full, or the key was used with
   *     another request
   */
  public Accepted submit(JobRequest request, @Nullable String key) {
    Optional<Accepted> earlier = earlier(request, key);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    JobRequest resolved = validator.validate(request);
    try {
      return new Accepted(lifecycle.submit(resolved, key), false);
    } catch (DuplicateKeyException e) {
      // Another request with the same key created the job in the meantime.
      return earlier(request, key).orElseThrow(() -> e);
    } catch (PessimisticLockingFailureException e) {
      if (key == null) {
        throw e;
      }
      throw Problem.of(
              HttpStatus.CONFLICT,
              "idempotency-key-in-use",
              String.format(
                  Locale.ROOT,
                  "The first request with Idempotency-Key %s is still being accepted",
                  key))
          .retryAfter(KEY_IN_USE_RETRY_AFTER);
    }
  }

  private Optional<Accepted> earlier(JobRequest request, @Nullable String key) {
    if (key == null) {
      return Optional.empty();
    }
    return keys.jobOf(key)
        .map(
            job -> {
              JobRequest first = queries.request(job).orElseThrow(() -> deleted(key, job));
              if (!isSame(first, request)) {
                throw Problem.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "idempotency-key-reused",
                    String.format(
                        Locale.ROOT,
                        "Idempotency-Key %s was used before with another body, which created job %s",
                        key,
                        job));
              }
              return new Accepted(job, true);
            });
  }

  /** Returns whether a request is the first one, whose data set has its version since then. */
  private static boolean isSame(JobRequest first, JobRequest request) {
    String version = first.training().dataset();
    return version.startsWith(request.training().dataset() + "@")
        ? first.equals(request.withDataset(version))
        : first.equals(request);
  }

  private static Problem deleted(String key, UUID job) {
    return Problem.of(
        HttpStatus.CONFLICT,
        "job-deleted",
        String.format(
            Locale.ROOT,
            "Idempotency-Key %s created job %s, which was deleted; a new job needs a new key",
            key,
            job));
  }
}
