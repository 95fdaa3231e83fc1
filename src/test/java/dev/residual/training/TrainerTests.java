package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.ResidualTest;
import dev.residual.model.SavedModel;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Trains thin networks on a part of the sample. */
@ResidualTest
class TrainerTests {

  private static final Architecture THIN =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(8, 16), Stem.LARGE, Convention.ARTICLE);

  @Autowired private Trainer trainer;

  private final List<Progress> steps = new ArrayList<>();
  private final List<EpochReport> epochs = new ArrayList<>();
  private int wantedBatches = Integer.MAX_VALUE;
  private Wish afterwards = Wish.ABANDON;
  private @Nullable Precision startedIn;

  private final TrainingObserver observer =
      new TrainingObserver() {
        @Override
        public Wish wish() {
          return wantedBatches-- > 0 ? Wish.CONTINUE : afterwards;
        }

        @Override
        public void started(Precision precision) {
          startedIn = precision;
        }

        @Override
        public void stepped(Progress progress) {
          steps.add(progress);
        }

        @Override
        public void epochEnded(EpochReport report) {
          epochs.add(report);
        }
      };

  @Test
  void theSameSeedGivesTheSameWeightsAndAnotherSeedOthers() {
    String first = train(recipe(42, 0)).manifest().weights().sha256();

    assertThat(train(recipe(42, 0)).manifest().weights().sha256()).isEqualTo(first);
    assertThat(train(recipe(43, 0)).manifest().weights().sha256()).isNotEqualTo(first);
  }

  @Test
  void theArticlesNetworkLearnsAndGivesTheSameWeightsTwice() {
    Recipe recipe =
        RecipeMaker.with(
            it -> {
              it.trainLimit = 640;
              it.imageSize = 28;
              it.epochs = 1;
            });
    SavedModel first = train(recipe);

    assertThat(train(recipe).manifest().weights().sha256())
        .isEqualTo(first.manifest().weights().sha256());
    assertThat(first.manifest().weights().parameters()).isEqualTo(11_186_186);
    assertThat(epochs.get(0).trainTop1()).isGreaterThan(0.3);
  }

  @Test
  void everyStepAndEpochIsReported() {
    train(recipe(42, 0));

    assertThat(steps).hasSize(20).extracting(Progress::steps).containsOnly(10);
    assertThat(steps.get(19).fraction()).isEqualTo(1);
    assertThat(steps.get(4).loss()).as("before the first logged step").isNull();
    assertThat(steps.get(5).loss()).isPositive();
    assertThat(epochs).extracting(EpochReport::epoch).containsExactly(1, 2);
    assertThat(epochs).extracting(EpochReport::evalSplit).containsOnly("test");
    assertThat(epochs.get(1).trainLoss()).isLessThan(epochs.get(0).trainLoss());
  }

  @Test
  void theModelTellsHowItDidOnTheTestSetAndHowItWasMade() {
    SavedModel saved = train(recipe(42, 0));

    var description = saved.manifest().description();
    assertThat(description.test().pictures()).isEqualTo(1000);
    assertThat(description.test().top1()).isEqualTo(epochs.get(1).evalTop1());
    assertThat(description.labels()).hasSize(10).contains("Ankle boot");
    assertThat(description.recipe()).containsEntry("batchSize", 32).containsEntry("epochs", 2);
    assertThat(description.versions()).containsKeys("djl", "pytorch", "java");
    assertThat(description.digests()).hasSize(4);
  }

  @Test
  void withAHoldOutTheEpochsAreEvaluatedOnItAndTheModelOnTheTestSet() {
    SavedModel saved = train(recipe(42, 1000));

    assertThat(epochs).extracting(EpochReport::evalSplit).containsOnly("validation");
    assertThat(saved.manifest().description().test().split()).isEqualTo("test");
    assertThat(saved.manifest().description().test().pictures()).isEqualTo(1000);
  }

  @Test
  void aTrainingThatIsNoLongerWantedEndsAtTheNextBatch() {
    wantedBatches = 3;

    assertThatExceptionOfType(AbandonedException.class).isThrownBy(() -> train(recipe(42, 0)));
    assertThat(steps).hasSize(4);
  }

  @Test
  void aTrainingThatIsNoLongerWantedEndsWhileItIsEvaluated() {
    wantedBatches = 12;

    assertThatExceptionOfType(AbandonedException.class).isThrownBy(() -> train(recipe(42, 0)));
    assertThat(steps).hasSize(10);
    assertThat(epochs).isEmpty();
  }

  private SavedModel train(Recipe recipe) {
    String key = "test/" + UUID.randomUUID();
    return trainer.train(recipe, trainer.devices().get(0), key + "/1/model", key, observer);
  }

  private static Recipe recipe(long seed, int validationSize) {
    return RecipeMaker.with(
        it -> {
          it.architecture = THIN;
          it.trainLimit = 320;
          it.imageSize = 28;
          it.batchSize = 32;
          it.validationSize = validationSize;
          it.seed = seed;
          it.logEvery = 6;
        });
  }
}
