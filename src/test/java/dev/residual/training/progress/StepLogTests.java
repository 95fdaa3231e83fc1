package dev.residual.training.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.evaluation.Metrics;
import org.junit.jupiter.api.Test;

class StepLogTests {

  private final StepLog log = new StepLog(100, 938);

  @Test
  void lineHasTheArticlesFormat() {
    Metrics soFar = new Metrics(10_000, 0, 7612, 9820);

    assertThat(log.line(100, 0.36131, soFar, 0.3741))
        .isEqualTo(
            "step 100/938 - loss: 0.3613 - acc_top1: 0.7612 - acc_top5: 0.9820 - 374ms/step");
  }

  @Test
  void lineIsDueEveryHundredStepsAndAtTheEnd() {
    assertThat(log.isDue(99)).isFalse();
    assertThat(log.isDue(100)).isTrue();
    assertThat(log.isDue(937)).isFalse();
    assertThat(log.isDue(938)).isTrue();
  }
}
