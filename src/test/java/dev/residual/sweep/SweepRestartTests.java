package dev.residual.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.reset;

import dev.residual.job.JobQueue;
import dev.residual.job.JobStatus;
import dev.residual.web.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Nodes that die or decide at the same time change nothing in the end. */
abstract class SweepRestartTests extends PlantedSweeps {

  @Autowired private JobQueue queue;

  /** Whoever dies at whatever point: the table in the end is the same. */
  @Test
  void trialsSurviveRestartsAtAnyPoint() {
    trialsSurviveRestarts(Integer.getInteger("sweep.trials", 40), 4);
  }

  void trialsSurviveRestarts(int trials, int leastDeaths) {
    String request = ASHA.formatted(trials, 5).replace("'epochs': 9", "'epochs': 3");
    SweepView undisturbed = run(request);
    jdbc.sql("delete from job").update();
    UUID id = submit(request);
    Random random = new Random(1);
    int deaths = 0;
    while (!sweepQueries.sweep(id).status().isFinal()) {
      // A node dies within a transaction, or a worker within a job.
      doThrow(new IllegalStateException("killed")).when(queue).put(any());
      boolean dies = random.nextInt(4) == 0 && isKilled(id);
      reset(queue);
      training.epochsToDeath = random.nextInt(4) == 0 ? random.nextInt(3) : -1;
      runner.run(id);
      training.runNext();
      attempts.requeueOrphans();
      deaths += dies ? 1 : 0;
    }

    SweepView survived = sweepQueries.sweep(id);
    assertThat(deaths).isGreaterThan(leastDeaths);
    assertThat(jobs.countByStatusIn(List.of(JobStatus.values()))).isEqualTo(trials);
    assertThat(survived.trials()).extracting(SweepRestartTests::row).isEqualTo(rows(undisturbed));
    assertThat(rate(survived.best())).isEqualTo(bestRate(survived));
  }

  private boolean isKilled(UUID sweep) {
    try {
      runner.run(sweep);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static String row(TrialView trial) {
    return trial.number() + " " + trial.status() + " " + trial.epochs() + " " + trial.value();
  }

  private static List<String> rows(SweepView sweep) {
    return sweep.trials().stream().map(SweepRestartTests::row).toList();
  }

  @Test
  void twoNodesSubmitNoTrialTwice() throws Exception {
    UUID id =
        submit(
            ASHA.formatted(40, 1).replace("'maxConcurrentTrials': 1", "'maxConcurrentTrials': 30"));
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService nodes = Executors.newFixedThreadPool(2);
    List<Future<?>> runs = new ArrayList<>();
    for (int node = 0; node < 2; node++) {
      runs.add(
          nodes.submit(
              () -> {
                start.await();
                runner.run(id);
                return null;
              }));
    }
    start.countDown();
    for (Future<?> run : runs) {
      run.get();
    }
    nodes.shutdown();

    assertThat(jobs.queued()).hasSize(30);
    assertThat(sweepQueries.sweep(id).trials())
        .filteredOn(trial -> trial.jobId() != null)
        .extracting(TrialView::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 30).boxed().toList());
  }

  @Test
  void sameKeyIsTheSameSweep() {
    SweepRequest request = parsed(ASHA.formatted(2, 1));
    UUID id = submitter.submit(request, "mine").sweep();

    assertThat(submitter.submit(request, "mine")).isEqualTo(new SweepSubmitter.Accepted(id, true));
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> submitter.submit(parsed(ASHA.formatted(3, 1)), "mine"))
        .withMessageContaining("sweep " + id);
  }
}
