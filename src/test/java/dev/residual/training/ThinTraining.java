package dev.residual.training;

import dev.residual.ResidualTest;
import dev.residual.dataset.Datasets;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.recipe.Recipe;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

/** Trains thin networks on a part of the sample. */
@ResidualTest
abstract class ThinTraining {

  static final Architecture THIN =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(8, 16), Stem.LARGE, Convention.ARTICLE);

  @Autowired Trainer trainer;
  @Autowired ModelStore store;
  @Autowired Datasets datasets;

  final List<TrainingProgress> steps = new ArrayList<>();
  final List<EpochReport> epochs = new ArrayList<>();
  int batchesToContinue = Integer.MAX_VALUE;
  TrainingSignal finalSignal = TrainingSignal.ABANDON;
  @Nullable Precision startedIn;

  final TrainingObserver observer =
      new TrainingObserver() {
        @Override
        public TrainingSignal signal() {
          return batchesToContinue-- > 0 ? TrainingSignal.CONTINUE : finalSignal;
        }

        @Override
        public void started(Precision precision, long step) {
          startedIn = precision;
        }

        @Override
        public void stepped(TrainingProgress progress) {
          steps.add(progress);
        }

        @Override
        public void logged(TrainingProgress progress) {}

        @Override
        public void epochEnded(EpochReport report) {
          epochs.add(report);
        }
      };

  StoredModel train(Recipe recipe) {
    String key = "test/" + UUID.randomUUID();
    return trainer.train(
        recipe, null, null, trainer.devices().get(0), key + "/1/model", key, observer);
  }

  static Recipe recipe(long seed, int validationSize) {
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
