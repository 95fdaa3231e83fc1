package dev.residual.job;

import dev.residual.model.ModelNotFoundException;
import dev.residual.storage.Sha256;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

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

  private static final List<String> DEPENDENT = List.of("architecture", "batchSize", "imageSize");

  private static final Duration KEY_IN_USE_RETRY_AFTER = Duration.ofSeconds(1);

  private final JobRequestValidator validator;
  private final JobLifecycle lifecycle;
  private final JobQueries queries;
  private final IdempotencyKeys keys;
  private final JsonMapper json;

  JobSubmitter(
      JobRequestValidator validator,
      JobLifecycle lifecycle,
      JobQueries queries,
      IdempotencyKeys keys,
      JsonMapper json) {
    this.validator = validator;
    this.lifecycle = lifecycle;
    this.queries = queries;
    this.keys = keys;
    this.json = json.rebuild().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
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
    return submit(request, key, null, () -> {});
  }

  /**
   * Submits a job as above.
   *
   * @param reproduces the model whose training is repeated; null for none
   * @param check throws a {@link Problem} if a new job cannot do what it is to do
   */
  public Accepted submit(
      JobRequest request, @Nullable String key, @Nullable UUID reproduces, Runnable check) {
    IdempotencyKeys.Key idempotency =
        key == null ? null : new IdempotencyKeys.Key(key, digest(request, reproduces));
    Optional<Accepted> earlier = earlier(idempotency);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    check.run();
    JobRequest resolved = validator.validate(request);
    try {
      return new Accepted(lifecycle.submit(resolved, idempotency, reproduces), false);
    } catch (DuplicateKeyException e) {
      // Another request with the same key created the job in the meantime.
      return earlier(idempotency).orElseThrow(() -> e);
    } catch (ModelNotFoundException e) {
      throw Problem.refused("initialModel", "was deleted meanwhile; choose another model");
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

  private Optional<Accepted> earlier(IdempotencyKeys.@Nullable Key key) {
    if (key == null) {
      return Optional.empty();
    }
    return keys.find(key.name())
        .map(
            use -> {
              if (!queries.exists(use.job())) {
                throw deleted(key.name(), use.job());
              }
              if (!use.requestSha256().equals(key.requestSha256())) {
                throw Problem.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "idempotency-key-reused",
                    String.format(
                        Locale.ROOT,
                        "Idempotency-Key %s was used before with another body, which created job %s",
                        key.name(),
                        use.job()));
              }
              return new Accepted(use.job(), true);
            });
  }

  /**
   * Returns the SHA-256 of a request, which is the same for equal requests. Fields whose defaults
   * depend on the data set and the initial model differ from their defaults if they are given.
   */
  private String digest(JobRequest request, @Nullable UUID reproduces) {
    List<String> given = DEPENDENT.stream().filter(request.given()::contains).toList();
    List<Object> asked = new ArrayList<>(List.of(request, given));
    if (reproduces != null) {
      asked.add(reproduces);
    }
    return Sha256.of(json.writeValueAsBytes(asked));
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
