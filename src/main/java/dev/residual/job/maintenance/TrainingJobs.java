package dev.residual.job.maintenance;

import dev.residual.dataset.DatasetUsers;
import dev.residual.job.JobStatus;
import dev.residual.job.Jobs;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** Keeps data sets that a job trains on, or will train on. */
@Component
class TrainingJobs implements DatasetUsers {

  private final Jobs jobs;

  TrainingJobs(Jobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public Optional<String> userOf(String dataset) {
    return jobs
        .training(
            dataset,
            Arrays.stream(JobStatus.values()).filter(status -> !status.isFinal()).toList(),
            Limit.of(1))
        .stream()
        .map(id -> "job " + id)
        .findFirst();
  }
}
