package dev.residual.job.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.residual.ResidualTest;
import dev.residual.job.JobClient;
import dev.residual.job.JobRequest;
import dev.residual.job.Requests;
import dev.residual.job.estimate.JobEstimate.Basis;
import dev.residual.storage.ArtifactStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Dry runs on a node that trains. */
@ResidualTest
class MeasuredEstimateTests {

  @Autowired private JobEstimator estimator;
  @Autowired private ArtifactStore artifacts;

  /** Another test's job may still have the device for a moment. */
  private JobEstimate measured(JobRequest request) {
    return await().until(() -> estimator.estimate(request), e -> e.basis() == Basis.MEASURED);
  }

  @Test
  void fewRealStepsAreMeasuredAndNothingIsLeft() {
    List<String> before = artifacts.list("jobs");

    JobEstimate estimate = measured(Requests.of(JobClient.QUICK));

    assertThat(estimate.device()).isEqualTo("cpu");
    assertThat(estimate.secondsPerStep()).isPositive();
    assertThat(estimate.savingSeconds()).isPositive();
    assertThat(estimate.totalSeconds())
        .isGreaterThan(estimate.trainingSeconds() + estimate.evaluationSeconds());
    assertThat(artifacts.list("jobs")).isEqualTo(before);
  }
}
