package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StepTimerTests {

  private final SettableClock clock = new SettableClock();

  /** Returns the number of steps that are trained, each of which takes a second. */
  private int run(StepTimer timer) {
    int steps = 0;
    while (timer.signal() == TrainingSignal.CONTINUE) {
      clock.advance(steps == 0 ? Duration.ofSeconds(3) : Duration.ofSeconds(1));
      timer.stepped(null);
      steps++;
    }
    return steps;
  }

  @Test
  void stepIsNotBegunIfThereIsNoTimeForIt() {
    Instant start = clock.instant();
    clock.advance(Duration.ofSeconds(2));
    StepTimer timer = new StepTimer(clock, 10, 100);

    assertThat(run(timer)).isEqualTo(8);

    assertThat(timer.secondsToStart(start)).isEqualTo(2);
    assertThat(timer.secondsPerStep()).isEqualTo(1);
  }

  @Test
  void oneStepIsAlwaysMeasured() {
    StepTimer timer = new StepTimer(clock, 1, 100);

    assertThat(run(timer)).isEqualTo(1);
    assertThat(timer.secondsPerStep()).isEqualTo(3);
  }

  @Test
  void measurementEndsBeforeTheEvaluationOfAnEpoch() {
    assertThat(run(new StepTimer(clock, 100, 4))).isEqualTo(4);
  }
}
