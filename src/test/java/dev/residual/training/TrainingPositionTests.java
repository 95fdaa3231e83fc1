package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.recipe.SelectBy;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingPositionTests {

  /** Each of the first three epochs is the best in one way; the last one equals the third. */
  private static final List<EpochReport> REPORTS =
      List.of(
          epoch(1, 0.9, 0.95, 0.5),
          epoch(2, 0.5, 0.90, 0.6),
          epoch(3, 0.6, 0.92, 0.8),
          epoch(4, 0.6, 0.92, 0.8));

  @ParameterizedTest
  @CsvSource({"TOP1, 1", "LOSS, 2", "MACRO_F1, 3"})
  void bestEpochIsTheFirstThatIsBestInTheSelectedWay(SelectBy selectBy, int best) {
    TrainingPosition position = TrainingPosition.START;
    for (EpochReport report : REPORTS) {
      position = position.ended(report, selectBy);
    }

    assertThat(position.bestEpoch()).isEqualTo(best);
    assertThat(position.epochsWithoutImprovement()).isEqualTo(4 - best);
    assertThat(position.lastEpochIsBest()).isFalse();
  }

  private static EpochReport epoch(int number, double loss, double top1, double macroF1) {
    return new EpochReport(number, 1, 0.5, 1, "validation", loss, top1, 1, macroF1, 0.5, 60);
  }
}
