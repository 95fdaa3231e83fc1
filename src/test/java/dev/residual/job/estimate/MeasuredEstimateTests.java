package dev.residual.job.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.residual.ResidualTest;
import dev.residual.cluster.DeviceSlots;
import dev.residual.cluster.NodeSettings;
import dev.residual.job.JobClient;
import dev.residual.job.JobRequest;
import dev.residual.job.JobSubmitter;
import dev.residual.job.Requests;
import dev.residual.job.estimate.JobEstimate.Basis;
import dev.residual.model.ModelRegistry;
import dev.residual.storage.ArtifactStore;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import dev.residual.torch.ThreadNiceness;
import dev.residual.training.Trainer;
import dev.residual.training.TrainingCost;
import dev.residual.training.TrainingEstimator;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** Dry runs on a node that trains. */
@ResidualTest
class MeasuredEstimateTests {

  @Autowired private JobEstimator estimator;
  @Autowired private ArtifactStore artifacts;
  @Autowired private MockMvcTester http;
  @Autowired private JdbcClient jdbc;
  @Autowired private JobSubmitter submitter;
  @Autowired private ModelRegistry registry;
  @Autowired private Trainer trainer;
  @Autowired private TrainingEstimator measurements;
  @Autowired private EarlierSteps earlierSteps;
  @Autowired private NodeSettings node;
  @Autowired private ThreadNiceness niceness;

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
    // Each of the four is rounded to hundredths, which may be all that a quick machine needs.
    double parts =
        estimate.trainingSeconds() + estimate.evaluationSeconds() + estimate.savingSeconds();
    assertThat(estimate.totalSeconds()).isCloseTo(parts, within(0.025));
    assertThat(artifacts.list("jobs")).isEqualTo(before);
  }

  @Test
  void dryRunMeasuresNothingWhileAJobWaitsForADevice() {
    // The entry is due so late that no worker takes it while this test runs.
    jdbc.sql(
            """
            insert into scheduled_tasks
              (task_name, task_instance, execution_time, priority, picked, version)
            values ('train', 'waits/0', :due, 0, false, 1)
            """)
        .param("due", OffsetDateTime.now(ZoneOffset.UTC).plusDays(1))
        .update();
    try {
      MvcTestResult answer =
          http.post()
              .uri("/jobs?dryRun=true")
              .contentType(MediaType.APPLICATION_JSON)
              .content(JobClient.QUICK)
              .exchange();

      assertThat(answer).hasStatusOk();
      assertThat(answer).bodyText().doesNotContain("\"measured\"");
    } finally {
      jdbc.sql("delete from scheduled_tasks where task_instance = 'waits/0'").update();
    }
    assertThat(measured(Requests.of(JobClient.QUICK)).basis()).isEqualTo(Basis.MEASURED);
  }

  @Test
  void eachClientMeasuresOneJobAtATime() {
    Devices devices = mock();
    when(devices.forTraining()).thenReturn(List.of(cpu("cpu0"), cpu("cpu1")));
    TrainingEstimator measuring = mock(TrainingEstimator.class, delegatesTo(measurements));
    JobEstimator twoDevices =
        new JobEstimator(
            submitter,
            registry,
            trainer,
            measuring,
            earlierSteps,
            new DeviceSlots(devices),
            mock(), // nothing waits
            node,
            niceness);
    JobRequest request = Requests.of(JobClient.QUICK);
    RequestAttributes client = RequestContextHolder.getRequestAttributes();
    AtomicReference<Basis> meanwhile = new AtomicReference<>();
    doAnswer(
            call -> {
              RequestContextHolder.setRequestAttributes(client);
              meanwhile.set(twoDevices.estimate(request).basis());
              return TrainingCost.Times.ofStep(0.5);
            })
        .when(measuring)
        .measure(any(), any(), any(), any());

    assertThat(twoDevices.estimate(request).basis()).isEqualTo(Basis.MEASURED);
    assertThat(meanwhile.get()).isNotEqualTo(Basis.MEASURED);
    assertThat(twoDevices.estimate(request).basis()).isEqualTo(Basis.MEASURED);
  }

  private static ComputeDevice cpu(String name) {
    return new ComputeDevice(name, ComputeDevice.Kind.CPU, 1L << 34, 0, Map.of());
  }
}
