package dev.residual.job.maintenance;

import dev.residual.dataset.DatasetUsers;
import dev.residual.job.JobStatus;
import dev.residual.job.Jobs;
import dev.residual.model.ModelRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** Keeps data sets and models that a job uses, or will use. */
@Component
class TrainingJobs implements DatasetUsers, ModelRegistry.Users {

  private static final List<JobStatus> UNFINISHED =
      Arrays.stream(JobStatus.values()).filter(status -> !status.isFinal()).toList();

  private final Jobs jobs;

  TrainingJobs(Jobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public Optional<String> userOf(String dataset) {
    return first(jobs.training(dataset, UNFINISHED, Limit.of(1)));
  }

  @Override
  public Optional<String> userOf(UUID model) {
    return first(jobs.startingFrom(model, UNFINISHED, Limit.of(1)))
        .or(() -> first(jobs.reproducing(model, UNFINISHED, Limit.of(1))));
  }

  private static Optional<String> first(List<UUID> jobs) {
    return jobs.stream().map(id -> "job " + id).findFirst();
  }
}
