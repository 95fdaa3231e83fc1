package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.residual.dataset.LabeledImages;
import dev.residual.evaluation.ClassResult;
import dev.residual.evaluation.EvaluationFiles;
import dev.residual.evaluation.EvaluationReport;
import dev.residual.evaluation.LabelErrors;
import dev.residual.model.Calibration;
import dev.residual.model.Manifest;
import dev.residual.model.StoredModel;
import dev.residual.model.provenance.Provenance;
import dev.residual.model.provenance.Submission;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeDevice;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a training reports and saves, and that its seed decides it. */
class TrainerTests extends ThinTraining {

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
}
