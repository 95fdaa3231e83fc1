package dev.residual.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.residual.recipe.ScheduleSpec;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Checks schedules with a peak of 0.1, for 2 epochs of 10 steps unless stated otherwise. */
class LearningRateScheduleTests {

  private static final Offset<Double> NEAR = within(1e-9);

  @Test
  void constantRateDoesNotChange() {
    assertThat(rates("constant", 0, 2)).containsOnly(0.1).hasSize(20);
  }

  @Test
  void warmUpRisesLinearlyToThePeak() {
    assertThat(rates("constant", 0.5, 2))
        .startsWith(new double[] {0.02, 0.04, 0.06, 0.08, 0.1, 0.1}, NEAR);
    assertThat(rates("cosine", 0.5, 2))
        .startsWith(new double[] {0.02, 0.04, 0.06, 0.08, 0.1}, NEAR);
  }

  /**
   * The expected values come from {@code torch.optim.lr_scheduler.CosineAnnealingLR(T_max=8)} of
   * PyTorch 1.13.
   */
  @Test
  void cosineEqualsPyTorchs() {
    LearningRateSchedule schedule =
        new LearningRateSchedule(new ScheduleSpec("cosine", 0), 0.1, 0, 2, 4);

    assertThat(LongStream.range(0, 8).mapToDouble(schedule::rate).toArray())
        .containsExactly(
            new double[] {
              0.1,
              0.0961939766,
              0.0853553391,
              0.0691341716,
              0.05,
              0.0308658284,
              0.0146446609,
              0.00380602337
            },
            NEAR);
  }

  /**
   * The expected values come from {@code torch.optim.lr_scheduler.OneCycleLR(max_lr=0.1,
   * total_steps=20, pct_start=0.3)} of PyTorch 1.13.
   */
  @Test
  void oneCycleEqualsPyTorchs() {
    assertThat(rates("one-cycle", 0.6, 2))
        .containsExactly(
            new double[] {
              0.004,
              0.0131671843,
              0.0371671843,
              0.0668328157,
              0.0908328157,
              0.1,
              0.0987464006,
              0.0950484632,
              0.0890916178,
              0.0811745654,
              0.0716943002,
              0.0611262022,
              0.0500002,
              0.0388741978,
              0.0283060998,
              0.0188258346,
              0.0109087822,
              0.0049519368,
              0.00125399938,
              4e-07
            },
            NEAR);
  }

  @Test
  void cycleOfOneStepIsItsPeak() {
    LearningRateSchedule schedule =
        new LearningRateSchedule(new ScheduleSpec("one-cycle", 0.3), 0.1, 0, 1, 1);

    assertThat(schedule.rate(0)).isEqualTo(0.1);
  }

  @Test
  void scheduleBeginsAfterTheFrozenEpochs() {
    LearningRateSchedule schedule =
        new LearningRateSchedule(new ScheduleSpec("one-cycle", 0.6), 0.1, 1, 3, 10);

    assertThat(LongStream.range(0, 10).mapToDouble(schedule::rate)).containsOnly(0.1);
    assertThat(LongStream.range(10, 30).mapToDouble(schedule::rate).toArray())
        .containsExactly(rates("one-cycle", 0.6, 2));
  }

  private static double[] rates(String name, double warmupEpochs, int epochs) {
    LearningRateSchedule schedule =
        new LearningRateSchedule(new ScheduleSpec(name, warmupEpochs), 0.1, 0, epochs, 10);
    return LongStream.range(0, 10L * epochs).mapToDouble(schedule::rate).toArray();
  }
}
