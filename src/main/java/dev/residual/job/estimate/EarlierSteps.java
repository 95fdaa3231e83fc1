package dev.residual.job.estimate;

import static java.util.Comparator.comparingDouble;

import dev.residual.cluster.DeviceSlots;
import dev.residual.dataset.DatasetNotReadyException;
import dev.residual.dataset.UnknownDatasetException;
import dev.residual.job.JobQueries;
import dev.residual.job.JobQueries.MeasuredSteps;
import dev.residual.job.JobRequest;
import dev.residual.job.estimate.JobEstimate.Basis;
import dev.residual.job.estimate.JobEstimate.Source;
import dev.residual.model.ModelNotFoundException;
import dev.residual.model.ModelRegistry;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.training.InitialModel;
import dev.residual.training.TrainingCost;
import dev.residual.training.TrainingEstimator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Estimates the steps of a job from those of jobs that were trained before, or are right now. */
@Component
class EarlierSteps {

  /**
   * An estimate.
   *
   * @param seconds of one step
   */
  record Found(double seconds, Source source) {}

  private record Candidate(MeasuredSteps steps, double multiplyAdds) {}

  private static final Logger log = LoggerFactory.getLogger(EarlierSteps.class);

  private static final int NEWEST = 50;

  private final JobQueries jobs;
  private final ModelRegistry registry;
  private final TrainingEstimator estimator;

  EarlierSteps(JobQueries jobs, ModelRegistry registry, TrainingEstimator estimator) {
    this.jobs = jobs;
    this.registry = registry;
    this.estimator = estimator;
  }

  /**
   * Returns the time of a step, in proportion to its multiply-adds, from the job that is most alike
   * among the newest ones on such a device.
   *
   * @param request with nothing left to decide
   * @param cost of the request
   */
  Optional<Found> find(JobRequest request, TrainingCost cost) {
    List<Candidate> candidates =
        jobs.measuredSteps(NEWEST).stream()
            .filter(steps -> fits(request, steps))
            .flatMap(steps -> candidate(steps).stream())
            .toList();
    return candidates.stream()
        .min(comparingDouble(each -> distance(each, cost)))
        .map(best -> found(best, cost));
  }

  private static boolean fits(JobRequest request, MeasuredSteps steps) {
    String precision = request.training().precision();
    return (request.device().equals(DeviceSlots.ANY) || request.device().equals(steps.device()))
        && (precision.equals(Recipe.ANY_PRECISION) || precision.equals(steps.precision()));
  }

  private Optional<Candidate> candidate(MeasuredSteps steps) {
    try {
      Recipe recipe = steps.request().training();
      InitialModel initial = null;
      if (recipe.initialModel() != null) {
        UUID id = UUID.fromString(recipe.initialModel());
        initial = new InitialModel(id, registry.stored(id));
      }
      return Optional.of(
          new Candidate(steps, estimator.cost(recipe, initial).multiplyAddsPerStep()));
    } catch (ModelNotFoundException
        | UnknownDatasetException
        | DatasetNotReadyException
        | InvalidRecipeException e) {
      log.debug("Job {} is left out of an estimate", steps.job(), e);
      return Optional.empty(); // its data set or its initial model is gone
    }
  }

  /** Returns 0 for a job with steps of the same size, and more for less similar ones. */
  private static double distance(Candidate candidate, TrainingCost cost) {
    return Math.abs(Math.log(candidate.multiplyAdds() / cost.multiplyAddsPerStep()));
  }

  private static Found found(Candidate best, TrainingCost cost) {
    MeasuredSteps steps = best.steps();
    double ratio = cost.multiplyAddsPerStep() / best.multiplyAdds();
    String note =
        ratio == 1
            ? "No device is free on this node for a dry run; the steps of an earlier job were as"
                + " large"
            : String.format(
                Locale.ROOT,
                "No device is free on this node for a dry run; the time is in proportion to the"
                    + " steps of an earlier job, which were %.2f times as large",
                1 / ratio);
    return new Found(
        steps.secondsPerStep() * ratio,
        new Source(
            Basis.EARLIER_JOB,
            steps.job(),
            steps.worker(),
            steps.device(),
            Objects.toString(steps.precision(), null),
            note));
  }
}
