package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.residual.ResidualTest;
import dev.residual.dataset.Datasets;
import dev.residual.dataset.LabeledImages;
import dev.residual.evaluation.ClassResult;
import dev.residual.evaluation.EvaluationFiles;
import dev.residual.evaluation.EvaluationReport;
import dev.residual.evaluation.LabelErrors;
import dev.residual.image.Normalization;
import dev.residual.model.Calibration;
import dev.residual.model.Manifest;
import dev.residual.model.ModelStore;
import dev.residual.model.ReferenceSamples;
import dev.residual.model.StoredModel;
import dev.residual.model.provenance.Provenance;
import dev.residual.model.provenance.Submission;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.EarlyStopping;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.OptimizerSpec;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** Trains thin networks on a part of the sample. */
@ResidualTest
class TrainerTests {

  private static final Architecture THIN =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(8, 16), Stem.LARGE, Convention.ARTICLE);

  @Autowired private Trainer trainer;
  @Autowired private ModelStore store;
  @Autowired private Datasets datasets;

  private final List<TrainingProgress> steps = new ArrayList<>();
  private final List<EpochReport> epochs = new ArrayList<>();
  private int batchesToContinue = Integer.MAX_VALUE;
  private TrainingSignal finalSignal = TrainingSignal.ABANDON;
  private @Nullable Precision startedIn;

  private final TrainingObserver observer =
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

  @Test
  void weightsDependOnlyOnTheSeed() {
    String first = train(recipe(42, 0)).manifest().weights().sha256();

    assertThat(train(recipe(42, 0)).manifest().weights().sha256()).isEqualTo(first);
    assertThat(train(recipe(43, 0)).manifest().weights().sha256()).isNotEqualTo(first);
  }

  @Test
  void articlesNetworkIsReproducible() {
    Recipe recipe =
        RecipeMaker.with(
            it -> {
              it.trainLimit = 640;
              it.imageSize = 16;
              it.epochs = 1;
            });
    StoredModel first = train(recipe);

    assertThat(train(recipe).manifest().weights().sha256())
        .isEqualTo(first.manifest().weights().sha256());
    assertThat(first.manifest().weights().parameters()).isEqualTo(11_186_186);
    assertThat(epochs.get(0).trainTop1()).isGreaterThan(0.3);
  }

  @Test
  void everyStepAndEpochIsReported() {
    train(recipe(42, 0));

    assertThat(steps).hasSize(20).extracting(TrainingProgress::steps).containsOnly(10);
    assertThat(steps.get(19).fraction()).isEqualTo(1);
    assertThat(steps.get(4).loss()).as("before the first logged step").isNull();
    assertThat(steps.get(5).loss()).isPositive();
    assertThat(epochs).extracting(EpochReport::epoch).containsExactly(1, 2);
    assertThat(epochs).extracting(EpochReport::evalSplit).containsOnly("test");
    assertThat(epochs.get(1).trainLoss()).isLessThan(epochs.get(0).trainLoss());
  }

  @Test
  void manifestDescribesTestResultAndTraining() {
    StoredModel saved = train(recipe(42, 0));

    var description = saved.manifest().description();
    assertThat(description.test().images()).isEqualTo(1000);
    assertThat(description.test().top1()).isEqualTo(epochs.get(1).evalTop1());
    assertThat(description.labels()).hasSize(10).contains("Ankle boot");
    assertThat(description.recipe()).containsEntry("batchSize", 32).containsEntry("epochs", 2);
    assertThat(description.versions()).containsKeys("djl", "pytorch", "java", "residual");
    assertThat(description.digests()).hasSize(4);
  }

  @Test
  void evaluationOfTheTestSetIsStoredWithTheModel() {
    StoredModel saved = train(recipe(42, 1000));
    EvaluationReport report = evaluation(saved);

    var description = saved.manifest().description();
    assertThat(report.accuracy().value()).isEqualTo(description.test().top1());
    assertThat(report.macroF1()).isEqualTo(description.test().macroF1());
    assertThat(report.reliability().calibration()).isEqualTo(description.calibration());
    assertThat(report.images()).isEqualTo(1000);
    assertThat(report.classes()).extracting(ClassResult::images).containsOnly(100);
    assertThat(report.mistakes()).hasSize(32);
    // The recipe trains on 320 of the 5,000 images that are left.
    assertThat(report.labelErrors())
        .extracting(LabelErrors::split, LabelErrors::trainedOn, LabelErrors::images)
        .containsExactly(
            tuple("test", false, 1000), tuple("train", true, 320), tuple("train", false, 1000));
    LabeledImages train = datasets.load(recipe(42, 1000).dataset()).train();
    List<String> labels = description.labels();
    assertThat(report.labelErrors().subList(1, 3))
        .allSatisfy(
            errors ->
                assertThat(errors.first())
                    .isNotEmpty()
                    .allMatch(it -> labels.get(train.label(it.image())).equals(it.label())));
  }

  private EvaluationReport evaluation(StoredModel model) {
    Manifest.Attachment file = model.manifest().attachment(EvaluationFiles.REPORT).orElseThrow();
    return new JsonMapper().readValue(store.content(model, file), EvaluationReport.class);
  }

  @Test
  void epochsAreEvaluatedOnHeldOutImagesAndTheModelOnTheTestSet() {
    StoredModel saved = train(recipe(42, 1000));

    assertThat(epochs).extracting(EpochReport::evalSplit).containsOnly("validation");
    assertThat(saved.manifest().description().test().split()).isEqualTo("test");
    assertThat(saved.manifest().description().test().images()).isEqualTo(1000);
  }

  @Test
  void manifestHasTheCalibration() {
    Calibration calibration = train(recipe(42, 0)).manifest().description().calibration();

    assertThat(calibration.fittedOn()).isEqualTo("test");
    assertThat(calibration.temperature()).isBetween(0.05, 20.0).isNotEqualTo(1);
    assertThat(calibration.errorBefore()).isBetween(0.0, 1.0);
    assertThat(calibration.errorAfter())
        .isBetween(0.0, 1.0)
        .isNotEqualTo(calibration.errorBefore());
  }

  @Test
  void temperatureIsFittedOnHeldOutImagesWithoutAnotherPass() {
    StoredModel saved = train(recipe(42, 1000));

    assertThat(saved.manifest().description().calibration().fittedOn()).isEqualTo("held-out");
    assertThat(Integer.MAX_VALUE - batchesToContinue)
        .as("20 steps, the held-out images twice and the test set once, 64 at a time")
        .isEqualTo(20 + 2 * 16 + 16);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void savedNetworkReproducesReferenceSamplesInFp32(Precision precision) {
    assumeThat(trainer.devices().get(0).precisions()).contains(precision);
    StoredModel saved =
        train(
            RecipeMaker.with(
                it -> {
                  it.architecture = THIN;
                  it.trainLimit = 320;
                  it.imageSize = 32;
                  it.batchSize = 32;
                  it.precision = precision.toString();
                }));

    ReferenceSamples samples = store.referenceSamples(saved).orElseThrow();

    assertThat(samples.images()).hasSize(32);
    LabeledImages test = datasets.load("fashion-mnist-sample").test();
    assertThat(samples.images().get(31)).isEqualTo(test.pixels(31));
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray images =
          new ImageTensors(test.format(0), Normalization.article(1), 32)
              .images(manager, samples.images());
      NDArray logits =
          store
              .load(saved, manager)
              .forward(new ParameterStore(manager, false), new NDList(images), false)
              .singletonOrThrow();
      NDArray expected = manager.create(samples.logits());
      assertThat(logits.sub(expected).abs().max().getFloat()).isLessThan(1e-4f);
    }
  }

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

  @Test
  void movingAverageBecomesTheModel() {
    Recipe averaged =
        RecipeMaker.with(
            it -> {
              it.architecture = THIN;
              it.trainLimit = 320;
              it.imageSize = 28;
              it.batchSize = 32;
              it.emaDecay = 0.9;
              it.logEvery = 6;
            });
    String last = train(recipe(42, 0)).manifest().weights().sha256();
    List<EpochReport> withoutAverage = List.copyOf(epochs);
    epochs.clear();

    assertThat(train(averaged).manifest().weights().sha256()).isNotEqualTo(last);
    assertThat(epochs)
        .extracting(EpochReport::trainLoss)
        .as("the training itself is the same")
        .isEqualTo(withoutAverage.stream().map(EpochReport::trainLoss).toList());
    assertThat(epochs.get(1).evalTop1()).isGreaterThan(0.2);
  }

  @Test
  void bf16TrainingLearnsAndIsRecorded() {
    assumeThat(trainer.devices().get(0).precisions()).contains(Precision.BF16);
    Recipe recipe =
        RecipeMaker.with(
            it -> {
              it.trainLimit = 640;
              it.imageSize = 16;
              it.epochs = 1;
              it.precision = "auto";
            });

    StoredModel saved = train(recipe);

    assertThat(startedIn).isEqualTo(Precision.BF16);
    assertThat(saved.manifest().description().precision()).isEqualTo("bf16");
    assertThat(epochs.get(0).trainTop1()).isGreaterThan(0.3);
    assertThat(train(recipe).manifest().weights().sha256())
        .as("the same seed gives the same result")
        .isEqualTo(saved.manifest().weights().sha256());
  }

  @Test
  void manifestSaysHowTheModelWasMade() {
    UUID job = UUID.randomUUID();
    var submission = new Submission(job, Map.of("name", "mine", "seed", 42));
    StoredModel parent = train(recipe(7, 0));
    InitialModel initial = new InitialModel(UUID.randomUUID(), parent);
    String key = "test/" + UUID.randomUUID();
    ComputeDevice device = trainer.devices().get(0);

    StoredModel model =
        trainer.train(recipe(42, 0), initial, submission, device, key + "/1/model", key, observer);

    Provenance made = model.manifest().description().provenance();
    assertThat(made.job()).isEqualTo(job);
    assertThat(made.request()).isEqualTo(submission.request());
    assertThat(made.parent())
        .isEqualTo(new Provenance.Parent(initial.id(), parent.manifest().weights().sha256()));
    assertThat(made.testDigest())
        .isEqualTo(parent.manifest().description().provenance().testDigest())
        .hasSize(64);
    assertThat(made.machine().device()).isEqualTo("cpu");
    assertThat(made.machine().hardware()).isNotBlank();
    assertThat(made.machine().threads()).isPositive();
    assertThat(made.machine().accelerations()).containsKey("bf16");
    assertThat(made.build().version()).isNotBlank();
  }

  @Test
  void unsupportedPrecisionIsRejected() {
    ComputeDevice plain = new ComputeDevice("cpu", ComputeDevice.Kind.CPU, 1L << 34, 0, Map.of());
    Recipe recipe = RecipeMaker.with(it -> it.precision = "bf16");

    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> trainer.requireFeasible(recipe, null, plain))
        .withMessage("precision must be auto or one of [fp32] on cpu, was bf16");
  }

  private StoredModel train(Recipe recipe) {
    String key = "test/" + UUID.randomUUID();
    return trainer.train(
        recipe, null, null, trainer.devices().get(0), key + "/1/model", key, observer);
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
