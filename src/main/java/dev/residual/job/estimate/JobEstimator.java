package dev.residual.job.estimate;

import dev.residual.cluster.DeviceSlots;
import dev.residual.cluster.NodeSettings;
import dev.residual.job.JobQueue;
import dev.residual.job.JobRequest;
import dev.residual.job.JobSubmitter;
import dev.residual.job.estimate.JobEstimate.Basis;
import dev.residual.job.estimate.JobEstimate.Source;
import dev.residual.model.ModelNotFoundException;
import dev.residual.model.ModelRegistry;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ThreadNiceness;
import dev.residual.training.InitialModel;
import dev.residual.training.OutOfDeviceMemoryException;
import dev.residual.training.OutOfHeapException;
import dev.residual.training.Trainer;
import dev.residual.training.TrainingCost;
import dev.residual.training.TrainingEstimator;
import dev.residual.web.Client;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Says what a job would take. It is checked like a job that is submitted. If this node has a free
 * device for which nobody waits, a few steps are trained on it; a job that is due meanwhile waits
 * for some seconds, and gets it next. Each client measures one job at a time.
 */
@Component
public class JobEstimator {

  private static final Duration BUDGET = Duration.ofSeconds(5);

  private final JobSubmitter submitter;
  private final ModelRegistry registry;
  private final Trainer trainer;
  private final TrainingEstimator estimator;
  private final EarlierSteps earlierSteps;
  private final DeviceSlots slots;
  private final JobQueue queue;
  private final NodeSettings node;
  private final ThreadNiceness niceness;
  private final Set<String> measuring = ConcurrentHashMap.newKeySet();

  JobEstimator(
      JobSubmitter submitter,
      ModelRegistry registry,
      Trainer trainer,
      TrainingEstimator estimator,
      EarlierSteps earlierSteps,
      DeviceSlots slots,
      JobQueue queue,
      NodeSettings node,
      ThreadNiceness niceness) {
    this.submitter = submitter;
    this.registry = registry;
    this.trainer = trainer;
    this.estimator = estimator;
    this.earlierSteps = earlierSteps;
    this.slots = slots;
    this.queue = queue;
    this.node = node;
    this.niceness = niceness;
  }

  /**
   * Returns what a job would take.
   *
   * @param request with its defaults filled in
   * @throws Problem if the request cannot be trained
   */
  public JobEstimate estimate(JobRequest request) {
    JobRequest resolved = submitter.validate(request);
    Recipe recipe = resolved.training();
    InitialModel initial = initialModel(recipe);
    TrainingCost cost = estimator.cost(recipe, initial);
    return measured(resolved, cost, initial).orElseGet(() -> fromEarlierJob(resolved, cost));
  }

  /** Measures, unless nothing is free, others wait for a device, or the client measures already. */
  private Optional<JobEstimate> measured(
      JobRequest request, TrainingCost cost, @Nullable InitialModel initial) {
    String client = Client.ofThisRequest();
    if (!node.role().trains() || queue.isAnyWaiting() || !measuring.add(client)) {
      return Optional.empty();
    }
    try {
      return slots
          .acquireForDryRun(request.device(), UUID.randomUUID())
          .map(device -> measuredOn(device, request, cost, initial));
    } finally {
      measuring.remove(client);
    }
  }

  private @Nullable InitialModel initialModel(Recipe recipe) {
    if (recipe.initialModel() == null) {
      return null;
    }
    UUID id = UUID.fromString(recipe.initialModel());
    try {
      return new InitialModel(id, registry.stored(id));
    } catch (ModelNotFoundException e) {
      throw Problem.refused("initialModel", "was deleted meanwhile; choose another model");
    }
  }

  private JobEstimate measuredOn(
      ComputeDevice device, JobRequest request, TrainingCost cost, @Nullable InitialModel initial) {
    Recipe recipe = request.training();
    try {
      TrainingCost.Times times =
          onThreadOfItsOwn(() -> estimator.measure(recipe, initial, device, BUDGET));
      String precision = trainer.precision(recipe, device).toString();
      return JobEstimate.of(
          request,
          cost.with(times),
          new Source(
              Basis.MEASURED,
              null,
              node.nodeId(),
              device.name(),
              precision,
              recipe.earlyStopping() == null ? null : "earlyStopping may end it sooner"));
    } catch (OutOfDeviceMemoryException | OutOfHeapException e) {
      throw Problem.impossible("batchSize", "cannot be trained: " + e.getMessage());
    } finally {
      slots.release(device);
    }
  }

  private JobEstimate fromEarlierJob(JobRequest request, TrainingCost cost) {
    return earlierSteps
        .find(request, cost)
        .map(
            found ->
                JobEstimate.of(
                    request, cost.with(TrainingCost.Times.ofStep(found.seconds())), found.source()))
        .orElseGet(
            () ->
                JobEstimate.of(
                    request,
                    cost,
                    new Source(
                        Basis.UNKNOWN,
                        null,
                        null,
                        null,
                        null,
                        "No device is free on this node for a dry run, and no job has trained on"
                            + " such a device before. Ask again when one is free and no job"
                            + " waits.")));
  }

  /** libtorch keeps its modes per thread, and the threads of requests must not get those. */
  private <T> T onThreadOfItsOwn(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                niceness.applyToThisThread();
                result.complete(work.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            },
            "dry-run");
    thread.start();
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
