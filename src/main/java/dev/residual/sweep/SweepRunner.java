package dev.residual.sweep;

import static dev.residual.sweep.SweepRequest.filledIn;

import dev.residual.access.Caller;
import dev.residual.access.KeyLimits;
import dev.residual.access.Role;
import dev.residual.cluster.DeviceSlots;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.dataset.UnknownDatasetException;
import dev.residual.job.JobFailure;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobRequest;
import dev.residual.job.JobStateException;
import dev.residual.model.ModelCatalog;
import dev.residual.model.ModelInUseException;
import dev.residual.model.ModelNotFoundException;
import dev.residual.model.ModelRegistry;
import dev.residual.model.PromotionPolicy;
import dev.residual.web.Problem;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gets sweeps further, one action after the other. Every node does so; an action locks its sweep,
 * reads what is stored, and is one transaction. So a node may die at any point, and another one, or
 * the same after its restart, goes on.
 */
@Component
class SweepRunner {

  private static final Logger log = LoggerFactory.getLogger(SweepRunner.class);

  private static final String INTERVAL = "${residual.queue.poll-interval:1s}";

  private static final JobFailure DELETED =
      new JobFailure("data", "The data set or the initial model was deleted");

  private final Sweeps sweeps;
  private final Trials trials;
  private final JobLifecycle jobs;
  private final ModelRegistry registry;
  private final ModelCatalog models;
  private final WorkerRegistry workers;
  private final KeyLimits keys;
  private final TransactionTemplate transaction;
  private final Clock clock;

  SweepRunner(
      Sweeps sweeps,
      Trials trials,
      JobLifecycle jobs,
      ModelRegistry registry,
      ModelCatalog models,
      WorkerRegistry workers,
      KeyLimits keys,
      TransactionTemplate transaction,
      Clock clock) {
    this.sweeps = sweeps;
    this.trials = trials;
    this.jobs = jobs;
    this.registry = registry;
    this.models = models;
    this.workers = workers;
    this.keys = keys;
    this.transaction = transaction;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
  void run() {
    try {
      for (UUID sweep : sweeps.ids(EnumSet.of(SweepStatus.RUNNING, SweepStatus.STOPPING))) {
        run(sweep);
      }
    } catch (DataAccessException | TransactionException e) {
      log.warn("Sweeps wait for the database: {}", e.getMessage());
    }
  }

  /** Gets a sweep as far as it can get now. */
  void run(UUID sweep) {
    Round round = new Round(sweep);
    boolean more = true;
    while (more) {
      more = round.step();
    }
  }

  /** The actions for one sweep at one time. */
  private final class Round {

    private final UUID id;
    private final Set<Integer> keptModels = new HashSet<>();
    private boolean hasRoom = true;
    private @Nullable Action action;

    Round(UUID id) {
      this.id = id;
    }

    /**
     * Takes one action.
     *
     * @return whether another one may follow
     */
    boolean step() {
      try {
        boolean more = Boolean.TRUE.equals(transaction.execute(status -> decideAndAct()));
        if (action instanceof Action.DeleteModel delete) {
          deleteModel(delete.trial());
        }
        return more;
      } catch (JobStateException e) {
        return false; // A client was faster, and the job is in another status now.
      } catch (UnknownDatasetException | ModelNotFoundException e) {
        return isRefused(DELETED);
      } catch (Problem e) {
        if (e.getStatusCode().isSameCodeAs(HttpStatus.TOO_MANY_REQUESTS)
            || e.getStatusCode().is5xxServerError()) {
          hasRoom = false;
          return true;
        }
        return isRefused(
            new JobFailure(
                JobFailure.INTERNAL, "The job could not be submitted: " + e.getMessage()));
      }
    }

    /** Ends a trial whose job cannot be submitted. */
    private boolean isRefused(JobFailure failure) {
      if (!(action instanceof Action.Submit submit)) {
        throw new IllegalStateException("Only a submission is refused", null);
      }
      log.warn("Trial {} of sweep {} failed: {}", submit.trial().number(), id, failure.message());
      transaction.executeWithoutResult(
          status ->
              sweeps
                  .lock(id)
                  .ifPresent(
                      sweep ->
                          trials.end(id, submit.trial().number(), TrialStatus.FAILED, failure)));
      return true;
    }

    private boolean decideAndAct() {
      Sweep sweep = sweeps.lock(id).filter(found -> !found.status().isFinal()).orElse(null);
      if (sweep == null) {
        return false;
      }
      List<Trial> all = trials.of(id);
      action =
          new TrialScheduler(sweep.request())
              .next(
                  sweep.status(),
                  all,
                  new TrialScheduler.Limits(slots(sweep.request()), hasRoom, keptModels));
      if (action instanceof Action.Wait) {
        return false;
      }
      act(sweep, all, action);
      return true;
    }

    private void act(Sweep sweep, List<Trial> all, Action next) {
      if (next instanceof Action.Submit submit) {
        submit(sweep, submit.trial());
      } else if (next instanceof Action.Promote promote) {
        jobs.resume(filledIn(promote.trial().job()));
        trials.promoted(id, promote.trial().number());
      } else if (next instanceof Action.Prune prune) {
        prune(sweep, prune.trial());
      } else if (next instanceof Action.Conclude conclude) {
        jobs.stop(filledIn(conclude.trial().job()));
      } else if (next instanceof Action.Cancel cancel) {
        cancel(cancel.trial());
      } else if (next instanceof Action.Finish) {
        finish(sweep, all);
      }
    }

    private void submit(Sweep sweep, Trial trial) {
      JobRequest request = trials.request(id, trial.number());
      UUID job = asOwner(sweep, () -> jobs.submit(request, null));
      trials.submitted(id, trial.number(), job);
    }

    private void prune(Sweep sweep, Trial trial) {
      trials.pruning(id, trial.number());
      if (sweep.request().keepModels() == KeepModels.ALL) {
        jobs.stop(filledIn(trial.job()));
      } else {
        jobs.cancel(filledIn(trial.job()));
      }
    }

    private void cancel(Trial trial) {
      if (trial.jobStatus() == null) {
        trials.end(id, trial.number(), TrialStatus.CANCELLED, null);
      } else {
        jobs.cancel(filledIn(trial.job()));
      }
    }

    /**
     * Deletes a model without holding a lock meanwhile. The model goes before the trial forgets it,
     * so that none can be left over.
     */
    private void deleteModel(Trial trial) {
      try {
        models.delete(filledIn(trial.model()));
      } catch (ModelNotFoundException e) {
        // Another node, or a client, was faster.
      } catch (ModelInUseException e) {
        keptModels.add(trial.number());
        return;
      }
      transaction.executeWithoutResult(status -> trials.modelDeleted(id, trial.number()));
    }

    private void finish(Sweep sweep, List<Trial> all) {
      SweepRequest request = sweep.request();
      Trial best =
          new Ranking(filledIn(request.objective()))
              .best(all)
              .filter(trial -> trial.status() == TrialStatus.SUCCEEDED)
              .orElse(null);
      if (best != null && best.model() != null && request.promote() != PromotionPolicy.NEVER) {
        promote(best.model(), filledIn(request.promote()));
      }
      sweep.finish(best != null, clock.instant());
      log.info(
          "Sweep {} is {}, the best is trial {}",
          id,
          sweep.status(),
          best == null ? null : best.number());
    }

    private void promote(UUID model, PromotionPolicy policy) {
      if (registry.find(model.toString()).isPresent()) {
        registry.promote(model, policy);
      }
    }
  }

  /** Returns how many trials may be queued or running at the same time. */
  private int slots(SweepRequest request) {
    Integer given = request.maxConcurrentTrials();
    if (given != null) {
      return given;
    }
    String device = request.jobField("device").asString(DeviceSlots.ANY);
    long devices =
        workers.members().stream()
            .filter(each -> device.equals(DeviceSlots.ANY) || each.device().name().equals(device))
            .count();
    return (int) Math.max(1, devices);
  }

  /** Does something for the owner of a sweep, whose limits apply as they are now. */
  private <T> T asOwner(Sweep sweep, Supplier<T> work) {
    UUID owner = sweep.owner();
    return owner == null ? work.get() : new Caller(owner, Role.TRAINER, keys.of(owner)).call(work);
  }
}
