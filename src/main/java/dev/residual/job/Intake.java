package dev.residual.job;

import dev.residual.web.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Takes in requests for jobs: what can work, once for each key, as long as there is room. */
@Component
class Intake {

  /**
   * A job that was taken in.
   *
   * @param replayed whether an earlier request had made it
   */
  record Accepted(UUID job, boolean replayed) {}

  /** A training takes minutes at least, so room in a full queue is rare. */
  private static final Duration QUEUE_FULL = Duration.ofMinutes(1);

  private static final Duration IN_A_MOMENT = Duration.ofSeconds(1);

  private final Doorkeeper doorkeeper;
  private final JobLedger ledger;
  private final JobShelf shelf;
  private final IdempotencyKeys keys;
  private final QueueSettings settings;

  Intake(
      Doorkeeper doorkeeper,
      JobLedger ledger,
      JobShelf shelf,
      IdempotencyKeys keys,
      QueueSettings settings) {
    this.doorkeeper = doorkeeper;
    this.ledger = ledger;
    this.shelf = shelf;
    this.keys = keys;
    this.settings = settings;
  }

  /**
   * @param request with its defaults filled in
   * @param key of the client's choice; a second request with it makes no second job
   * @throws Problem if it cannot work, the queue is full, or the key belongs to another request
   */
  Accepted take(JobRequest request, @Nullable String key) {
    Optional<Accepted> earlier = earlier(request, key);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    doorkeeper.admit(request);
    requireRoom();
    try {
      return new Accepted(ledger.submit(request, key), false);
    } catch (DuplicateKeyException e) {
      // Another request with the same key was faster.
      return earlier(request, key).orElseThrow(() -> e);
    } catch (PessimisticLockingFailureException e) {
      if (key == null) {
        throw e;
      }
      throw Problem.of(
              HttpStatus.CONFLICT,
              "still-accepting",
              "The first request with Idempotency-Key %s is still being accepted".formatted(key))
          .retryAfter(IN_A_MOMENT);
    }
  }

  private Optional<Accepted> earlier(JobRequest request, @Nullable String key) {
    if (key == null) {
      return Optional.empty();
    }
    return keys.jobOf(key)
        .map(
            job -> {
              JobRequest first = shelf.request(job).orElseThrow(() -> deleted(key, job));
              if (!first.equals(request)) {
                throw Problem.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "idempotency-key-reused",
                    "Idempotency-Key %s came with another body before, which made job %s"
                        .formatted(key, job));
              }
              return new Accepted(job, true);
            });
  }

  private static Problem deleted(String key, UUID job) {
    return Problem.of(
        HttpStatus.CONFLICT,
        "job-deleted",
        "Idempotency-Key %s made job %s, which was deleted; a new job needs a new key"
            .formatted(key, job));
  }

  private void requireRoom() {
    if (shelf.queued() >= settings.capacity()) {
      throw Problem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "queue-full",
              "%d jobs wait already, as many as residual.queue.capacity allows"
                  .formatted(settings.capacity()))
          .retryAfter(QUEUE_FULL);
    }
  }
}
