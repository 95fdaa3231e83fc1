package dev.residual.sweep;

import static dev.residual.sweep.SweepRequest.filledIn;

import dev.residual.access.Caller;
import dev.residual.dataset.Datasets;
import dev.residual.dataset.UnknownDatasetException;
import dev.residual.job.IdempotencyKeys;
import dev.residual.model.ModelNotFoundException;
import dev.residual.model.ModelRegistry;
import dev.residual.storage.Sha256;
import dev.residual.web.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Submits sweeps. Checks that every trial can be trained, and creates at most one sweep per
 * idempotency key.
 */
@Component
public class SweepSubmitter {

  /**
   * A submitted sweep.
   *
   * @param replayed whether an earlier request with the same key created it
   */
  public record Accepted(UUID sweep, boolean replayed) {}

  private static final String KIND = "sweep";

  private final TrialRequests requests;
  private final Sweeps sweeps;
  private final Trials trials;
  private final IdempotencyKeys keys;
  private final Datasets datasets;
  private final ModelRegistry registry;
  private final SweepCapacity capacity;
  private final SweepSettings settings;
  private final TransactionTemplate transaction;
  private final JsonMapper json;
  private final Clock clock;

  SweepSubmitter(
      TrialRequests requests,
      Sweeps sweeps,
      Trials trials,
      IdempotencyKeys keys,
      Datasets datasets,
      ModelRegistry registry,
      SweepCapacity capacity,
      SweepSettings settings,
      TransactionTemplate transaction,
      JsonMapper json,
      Clock clock) {
    this.requests = requests;
    this.sweeps = sweeps;
    this.trials = trials;
    this.keys = keys;
    this.datasets = datasets;
    this.registry = registry;
    this.capacity = capacity;
    this.settings = settings;
    this.transaction = transaction;
    this.json = json.rebuild().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
    this.clock = clock;
  }

  /**
   * Submits a sweep, or returns the one that an earlier request with the same key created.
   *
   * @param given the request as the client has sent it
   * @param keyName idempotency key chosen by the client; null if it sent none
   * @throws Problem if a trial cannot be trained, there are too many trials or sweeps, or the key
   *     was used with another request
   */
  public Accepted submit(SweepRequest given, @Nullable String keyName) {
    SweepRequest request = given.withDefaults(settings.maxTrials());
    IdempotencyKeys.Key key =
        keyName == null
            ? null
            : new IdempotencyKeys.Key(KIND, keyName, Sha256.of(json.writeValueAsBytes(request)));
    Optional<Accepted> earlier = earlier(key);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    if (filledIn(request.maxTrials()) > settings.maxTrials()) {
      throw Problem.refused(
          "maxTrials",
          String.format(
              Locale.ROOT,
              "must be at most %d, which residual.sweeps.max-trials allows, was %d",
              settings.maxTrials(),
              request.maxTrials()));
    }
    UUID id = UUID.randomUUID();
    List<Trials.Planned> planned = requests.plan(id, request);
    try {
      transaction.executeWithoutResult(status -> add(id, request, planned, key));
      return new Accepted(id, false);
    } catch (DuplicateKeyException e) {
      // Another request with the same key created the sweep in the meantime.
      return earlier(key).orElseThrow(() -> e);
    } catch (UnknownDatasetException e) {
      throw Problem.refused("job.dataset", "was deleted meanwhile; choose another data set");
    } catch (ModelNotFoundException e) {
      throw Problem.refused("job.initialModel", "was deleted meanwhile; choose another model");
    } catch (PessimisticLockingFailureException e) {
      if (key == null) {
        throw e;
      }
      throw IdempotencyKeys.inUse(key);
    }
  }

  private Optional<Accepted> earlier(IdempotencyKeys.@Nullable Key key) {
    return key == null
        ? Optional.empty()
        : keys.created(key, sweeps::existsById).map(sweep -> new Accepted(sweep, true));
  }

  private void add(
      UUID id,
      SweepRequest request,
      List<Trials.Planned> planned,
      IdempotencyKeys.@Nullable Key key) {
    if (key != null) {
      keys.claim(key, id);
    }
    planned.stream()
        .map(trial -> trial.request().training().dataset())
        .distinct()
        .sorted()
        .forEach(datasets::requireStillReady);
    planned.stream()
        .flatMap(trial -> Optional.ofNullable(trial.request().training().initialModel()).stream())
        .distinct()
        .forEach(model -> registry.hold(UUID.fromString(model)));
    capacity.requireRoom();
    sweeps.saveAndFlush(new Sweep(id, Caller.currentId(), request, clock.instant()));
    trials.add(id, planned);
  }
}
