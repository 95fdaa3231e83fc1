package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.model.Manifest;
import dev.residual.model.StoredModel;
import dev.residual.recipe.EarlyStopping;
import dev.residual.recipe.OptimizerSpec;
import dev.residual.recipe.Recipe;
import org.junit.jupiter.api.Test;

/** Trainings that are ended from outside, or end early by themselves. */
class EndOfTrainingTests extends ThinTraining {

  @Test
  void abandonedTrainingEndsAtTheNextBatch() {
    batchesToContinue = 3;

    assertThatExceptionOfType(TrainingCancelledException.class)
        .isThrownBy(() -> train(recipe(42, 0)));
    assertThat(steps).hasSize(3);
  }

  @Test
  void concludedTrainingSavesItsModel() {
    batchesToContinue = 3;
    finalSignal = TrainingSignal.CONCLUDE;

    StoredModel saved = train(recipe(42, 0));

    assertThat(steps).hasSize(3);
    assertThat(epochs).as("complete ones").isEmpty();
    assertThat(saved.manifest().description().steps()).isEqualTo(3);
    assertThat(saved.manifest().description().test().images()).isEqualTo(1000);
  }

  @Test
  void concludedTrainingFinishesItsEvaluation() {
    batchesToContinue = 12;
    finalSignal = TrainingSignal.CONCLUDE;

    StoredModel saved = train(recipe(42, 0));

    assertThat(epochs).hasSize(1);
    assertThat(saved.manifest().description().steps()).isEqualTo(10);
    assertThat(saved.manifest().description().test().top1()).isEqualTo(epochs.get(0).evalTop1());
  }

  @Test
  void abandonedTrainingEndsDuringEvaluation() {
    batchesToContinue = 12;

    assertThatExceptionOfType(TrainingCancelledException.class)
        .isThrownBy(() -> train(recipe(42, 0)));
    assertThat(steps).hasSize(10);
    assertThat(epochs).isEmpty();
  }

  @Test
  void trainingWithoutImprovementStopsEarly() {
    // At such a low rate, epochs hardly improve on the first.
    StoredModel saved =
        train(
            RecipeMaker.with(
                it -> {
                  it.architecture = THIN;
                  it.trainLimit = 320;
                  it.imageSize = 28;
                  it.epochs = 9;
                  it.batchSize = 32;
                  it.optimizer = new OptimizerSpec("sgd", 1e-6, 0);
                  it.validationSize = 200;
                  it.earlyStopping = new EarlyStopping(2);
                }));

    double best = epochs.stream().mapToDouble(EpochReport::evalTop1).max().orElseThrow();
    int bestEpoch =
        epochs.stream().filter(it -> it.evalTop1() == best).findFirst().orElseThrow().epoch();
    assertThat(epochs).hasSize(Math.min(9, bestEpoch + 2));
    assertThat(saved.manifest().description().test().images()).isEqualTo(1000);
  }

  @Test
  void earlyStoppingSavesTheBestWeights() {
    Manifest best = train(stopping(1)).manifest();
    double reached = epochs.get(0).evalTop1();
    epochs.clear();

    // The second epoch destroys what the first one learned: its rate is at its peak there.
    StoredModel saved = train(stopping(2));

    assertThat(epochs.get(1).evalTop1()).isLessThanOrEqualTo(reached);
    assertThat(saved.manifest().weights().sha256()).isEqualTo(best.weights().sha256());
    assertThat(saved.manifest().description().calibration())
        .isEqualTo(best.description().calibration());
  }

  private static Recipe stopping(int epochs) {
    return RecipeMaker.with(
        it -> {
          it.architecture = THIN;
          it.trainLimit = 320;
          it.imageSize = 28;
          it.epochs = epochs;
          it.batchSize = 32;
          it.optimizer = new OptimizerSpec("sgd", 10, 0, 0.0, false);
          it.validationSize = 200;
          it.earlyStopping = new EarlyStopping(5);
        });
  }
}
