package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.residual.ResidualTest;
import dev.residual.model.StoredModel;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.pipeline.Augmentation;
import dev.residual.pipeline.Crop;
import dev.residual.recipe.ClassBalance;
import dev.residual.recipe.EarlyStopping;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.NormalizationKind;
import dev.residual.recipe.OptimizerSpec;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.ScheduleSpec;
import dev.residual.recipe.SelectBy;
import dev.residual.torch.Acceleration;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Interrupts trainings of 3 epochs of 5 steps, with all features in use that have a state. */
@ResidualTest
class ResumeTests {

  private static final Architecture THIN =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(16, 32), Stem.LARGE, Convention.ARTICLE);

  @Autowired private Trainer trainer;

  private final List<EpochReport> epochs = new ArrayList<>();
  private int steps;
  private boolean compiled = true;

  @ParameterizedTest
  @CsvSource({
    "fp32, false, NONE",
    "bf16, false, NONE",
    "bf16, true, NONE",
    "bf16, true, WEIGHTS",
    "fp32, false, WEIGHTS",
    "fp32, false, SAMPLING"
  })
  void resumedTrainingEndsInTheSameWeights(
      String precision, boolean compiled, ClassBalance balance) {
    assumeThat(device().precisions()).extracting(Precision::toString).contains(precision);
    this.compiled = compiled;
    Recipe recipe = recipe(precision, balance);
    StoredModel uninterrupted =
        train(recipe, "uninterrupted-" + UUID.randomUUID(), Integer.MAX_VALUE);
    List<EpochReport> expected = withoutSeconds(epochs);

    String key = "interrupted-" + UUID.randomUUID();
    // The observer is asked before each step and after each batch of evaluation. These numbers
    // interrupt within an epoch, within an evaluation, before an epoch's first step, and in the
    // final test.
    for (int checks : new int[] {2, 3, 2, 4, 1, 9, 4}) {
      assertThatExceptionOfType(TrainingSuspendedException.class)
          .isThrownBy(() -> train(recipe, key, checks));
    }
    epochs.clear();
    StoredModel resumed = train(recipe, key, Integer.MAX_VALUE);

    assertThat(digest(resumed)).isEqualTo(digest(uninterrupted));
    assertThat(resumed.manifest().check()).isEqualTo(uninterrupted.manifest().check()).isNotNull();
    assertThat(resumed.manifest().description().calibration())
        .isEqualTo(uninterrupted.manifest().description().calibration())
        .isNotNull();
    assertThat(resumed.manifest().attachments())
        .as("the evaluation, with the digests of its files")
        .isEqualTo(uninterrupted.manifest().attachments())
        .hasSize(4);
    assertThat(withoutSeconds(epochs)).isEqualTo(expected);
  }

  @Test
  void resumedTrainingDoesNotRepeatSteps() {
    Recipe recipe = recipe("fp32");
    String key = "again-" + UUID.randomUUID();
    assertThatExceptionOfType(TrainingSuspendedException.class)
        .isThrownBy(() -> train(recipe, key, 4));
    assertThat(steps).isEqualTo(4);

    steps = 0;
    train(recipe, key, Integer.MAX_VALUE);

    assertThat(steps).isEqualTo(11);
  }

  @Test
  void trainingWithoutCheckpointsStartsAgain() {
    Recipe recipe = recipe("fp32");
    String key = "forgotten-" + UUID.randomUUID();
    assertThatExceptionOfType(TrainingSuspendedException.class)
        .isThrownBy(() -> train(recipe, key, 4));

    trainer.deleteCheckpoints("test/" + key);
    steps = 0;
    train(recipe, key, Integer.MAX_VALUE);

    assertThat(steps).isEqualTo(15);
  }

  @Test
  void resumedTrainingKeepsItsPrecision() {
    assumeThat(device().precisions()).contains(Precision.BF16);
    String key = "moved-" + UUID.randomUUID();
    assertThatExceptionOfType(TrainingSuspendedException.class)
        .isThrownBy(() -> train(recipe("bf16"), key, 2));
    ComputeDevice plain =
        new ComputeDevice("cpu", ComputeDevice.Kind.CPU, device().memoryBytes(), 0, Map.of());

    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(
            () ->
                trainer.train(
                    recipe("fp32"),
                    null,
                    null,
                    plain,
                    "test/x",
                    "test/" + key,
                    new SilentObserver()))
        .withMessage(
            "precision was bf16 when the training began, which cpu does not support now; it"
                + " supports [fp32]");
  }

  private Recipe recipe(String precision) {
    return recipe(precision, ClassBalance.NONE);
  }

  /**
   * Returns a recipe that with a balance also has random crops and colors and another selection.
   */
  private Recipe recipe(String precision, ClassBalance balance) {
    boolean plain = balance == ClassBalance.NONE;
    return RecipeMaker.with(
        it -> {
          it.architecture = THIN;
          it.trainLimit = 150;
          it.imageSize = 28;
          it.epochs = 3;
          it.batchSize = 32;
          it.optimizer = new OptimizerSpec("adamw", 0.002, 0.05);
          it.schedule = new ScheduleSpec("one-cycle", 0.9);
          it.normalization = plain ? null : NormalizationKind.COMPUTED;
          it.crop = plain ? null : Crop.DEFAULT;
          it.augmentation = new Augmentation(true, 2, 0.5, plain ? 0 : 0.3);
          it.classBalance = balance;
          it.selectBy = plain ? SelectBy.TOP1 : SelectBy.MACRO_F1;
          it.labelSmoothing = 0.1;
          it.maxGradNorm = 1.0;
          it.emaDecay = 0.9;
          it.validationSize = 100;
          it.earlyStopping = new EarlyStopping(5);
          it.precision = precision;
        });
  }

  private StoredModel train(Recipe recipe, String key, int checks) {
    var observer =
        new SilentObserver(checks) {
          @Override
          public void started(Precision precision, long step) {
            assertThat(precision).hasToString(recipe.precision());
          }

          @Override
          public void stepped(TrainingProgress progress) {
            steps++;
          }

          @Override
          public void epochEnded(EpochReport report) {
            epochs.add(report);
          }
        };
    String model = "test/%s/%s/model".formatted(key, UUID.randomUUID());
    return trainer.train(recipe, null, null, device(), model, "test/" + key, observer);
  }

  @Test
  void trainingContinuesWithoutTheCompiledStepAndBack() {
    assumeThat(device().precisions()).contains(Precision.BF16);
    String key = "other-step-" + UUID.randomUUID();
    for (boolean now : new boolean[] {true, false}) {
      compiled = now;
      assertThatExceptionOfType(TrainingSuspendedException.class)
          .isThrownBy(() -> train(recipe("bf16"), key, 4));
    }
    compiled = true;
    epochs.clear();

    train(recipe("bf16"), key, Integer.MAX_VALUE);

    assertThat(epochs).hasSize(3);
    assertThat(steps).isEqualTo(15);
    assertThat(epochs.get(2).trainLoss()).isLessThan(epochs.get(0).trainLoss());
  }

  private ComputeDevice device() {
    ComputeDevice device = trainer.devices().get(0);
    if (compiled) {
      return device;
    }
    Map<Acceleration, String> accelerations = new EnumMap<>(device.accelerations());
    accelerations.put(Acceleration.COMPILED_TRAINING, "off");
    return new ComputeDevice(device.name(), device.kind(), device.memoryBytes(), 0, accelerations);
  }

  private static String digest(StoredModel model) {
    return model.manifest().weights().sha256();
  }

  private static List<EpochReport> withoutSeconds(List<EpochReport> reports) {
    return reports.stream()
        .map(
            it ->
                new EpochReport(
                    it.epoch(),
                    it.trainLoss(),
                    it.trainTop1(),
                    it.trainTop5(),
                    it.evalSplit(),
                    it.evalLoss(),
                    it.evalTop1(),
                    it.evalTop5(),
                    it.evalMacroF1(),
                    it.evalBalancedAccuracy(),
                    0))
        .toList();
  }
}
