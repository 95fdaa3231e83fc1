package dev.residual.job;

import dev.residual.model.ModelNotFoundException;
import dev.residual.storage.Sha256;
import dev.residual.web.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
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
      if (idempotency == null) {
        throw e;
      }
      throw IdempotencyKeys.inUse(idempotency);
    }
  }

  /**
   * Checks that a well-formed request can be trained.
   *
   * @return the request with what depends on its data set, its initial model and the devices
   * @throws Problem if it cannot
   */
  public JobRequest validate(JobRequest request) {
    return validator.validate(request);
  }

  private Optional<Accepted> earlier(IdempotencyKeys.@Nullable Key key) {
    if (key == null) {
      return Optional.empty();
    }
    return keys.created(key, queries::exists).map(job -> new Accepted(job, true));
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
}
