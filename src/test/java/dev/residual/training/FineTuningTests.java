package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.ResidualTest;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.Datasets;
import dev.residual.image.Normalization;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.pipeline.Augmentation;
import dev.residual.pipeline.Crop;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.recipe.EarlyStopping;
import dev.residual.recipe.NormalizationKind;
import dev.residual.recipe.OptimizerSpec;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.ScheduleSpec;
import dev.residual.recipe.SelectBy;
import dev.residual.torch.Devices;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** Trains tiny networks that start from the weights of others, on colored shapes. */
@ResidualTest
class FineTuningTests {

  private static final Architecture TINY =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(8, 16), Stem.LARGE, Convention.TORCHVISION);

  private static final Offset<Float> NEAR = Offset.offset(1e-4f);

  private static final List<String> OTHER_LABELS = List.of("stop", "go", "water");

  @Autowired private Devices devices;
  @Autowired private ModelStore store;
  @Autowired private Checkpoints checkpoints;
  @Autowired private TrainingSettings settings;
  @Autowired private TrainingProvenance provenance;
  @Autowired private JsonMapper json;

  private final Datasets datasets = mock();
  private Trainer trainer;

  @BeforeEach
  void createTrainer() {
    trainer =
        new Trainer(
            datasets, devices, store, checkpoints, settings, provenance, json, Clock.systemUTC());
  }

  @Test
  void onlyTheClassifierLearnsWhileTheRestIsFrozen() {
    InitialModel initial = initial(ColoredShapes.rgb(null));
    use(withLabels(ColoredShapes.rgb(null), OTHER_LABELS));

    StoredModel tuned = tune(initial, it -> it.freeze = it.epochs);

    Map<String, float[]> before = weights(initial.stored());
    weights(tuned)
        .forEach(
            (name, values) -> {
              if (name.startsWith("fc.")) {
                assertThat(values).as(name).isNotEqualTo(before.get(name));
              } else {
                assertThat(values).as(name).containsExactly(before.get(name));
              }
            });
    assertThat(tuned.manifest().description().labels()).isEqualTo(OTHER_LABELS);
  }

  /** Features of wrong images would leave the classifier at a third. */
  @Test
  void classifierAloneLearnsNewLabelsFromFrozenFeatures() {
    InitialModel initial = initial(ColoredShapes.rgb(null));
    use(withLabels(ColoredShapes.rgb(null), OTHER_LABELS));

    StoredModel tuned =
        tune(
            initial,
            it -> {
              it.epochs = 4;
              it.freeze = 4;
              it.augmentation = new Augmentation(true, 2, 0.5, 0.5);
            });

    assertThat(tuned.manifest().description().test().top1()).isGreaterThan(0.9);
  }

  @Test
  void earlyStoppingDoesNotCountFrozenEpochs() {
    InitialModel initial = initial(ColoredShapes.rgb(null));
    use(ColoredShapes.rgb(ColoredShapes.images(30, 3)));

    StoredModel tuned =
        tune(
            initial,
            it -> {
              it.epochs = 6;
              it.freeze = 3;
              it.optimizer = new OptimizerSpec("sgd", 1e-6, 0);
              it.selectBy = SelectBy.TOP1;
              it.earlyStopping = new EarlyStopping(1);
            });

    assertThat(tuned.manifest().description().steps()).isGreaterThanOrEqualTo(4 * 10);
  }

  @Test
  void wholeNetworkLearnsAfterTheFrozenEpochs() {
    InitialModel initial = initial(ColoredShapes.rgb(null));
    use(ColoredShapes.rgb(null));

    Map<String, float[]> before = weights(initial.stored());
    weights(
            tune(
                initial,
                it -> {
                  it.epochs = 2;
                  it.freeze = 1;
                }))
        .forEach((name, values) -> assertThat(values).as(name).isNotEqualTo(before.get(name)));
  }

  @Test
  void classifierIsKeptForTheSameLabels() {
    InitialModel initial = initial(ColoredShapes.rgb(null));
    float[] before = weights(initial.stored()).get("fc.weight");

    use(ColoredShapes.rgb(null));
    assertThat(classifierAfterTinySteps(initial)).containsExactly(before, NEAR);

    use(withLabels(ColoredShapes.rgb(null), OTHER_LABELS));
    // The fresh classifier is the one from which the initial model began.
    assertThat(distance(classifierAfterTinySteps(initial), before)).isGreaterThan(0.1);
  }

  private float[] classifierAfterTinySteps(InitialModel initial) {
    return weights(tune(initial, it -> it.optimizer = new OptimizerSpec("sgd", 1e-6, 0)))
        .get("fc.weight");
  }

  /** Interrupts the computation of features, the frozen epochs, and those after. */
  @ParameterizedTest
  @ValueSource(strings = {"fp32", "bf16"})
  void resumedFineTuningEndsInTheSameWeights(String precision) {
    if (!trainer.devices().get(0).precisions().toString().contains(precision)) {
      return;
    }
    InitialModel initial = initial(ColoredShapes.rgb(null));
    use(withLabels(ColoredShapes.rgb(ColoredShapes.images(30, 3)), OTHER_LABELS));
    Recipe recipe =
        recipe(
            it -> {
              it.initialModel = initial.id().toString();
              it.epochs = 4;
              it.freeze = 2;
              it.layerDecay = 0.4;
              it.optimizer = new OptimizerSpec("adamw", 0.002, 0.05);
              it.schedule = new ScheduleSpec("one-cycle", 0.6);
              it.crop = Crop.DEFAULT;
              it.augmentation = new Augmentation(true, 0, 0.2, 0.2);
              it.emaDecay = 0.9;
              it.maxGradNorm = 1.0;
              it.selectBy = SelectBy.MACRO_F1;
              it.precision = precision;
            });
    StoredModel uninterrupted = train(recipe, initial, "whole-" + UUID.randomUUID(), 10_000);

    String key = "cut-" + UUID.randomUUID();
    // Each attempt begins with ten batches of features until the frozen epochs are over.
    for (int checks : new int[] {3, 12, 15, 22, 2, 5}) {
      assertThatExceptionOfType(TrainingSuspendedException.class)
          .isThrownBy(() -> train(recipe, initial, key, checks));
    }
    StoredModel resumed = train(recipe, initial, key, 10_000);

    assertThat(resumed.manifest().weights().sha256())
        .isEqualTo(uninterrupted.manifest().weights().sha256());
    assertThat(resumed.manifest().description().test())
        .isEqualTo(uninterrupted.manifest().description().test());
  }

  @Test
  void damagedInitialModelIsNamed() {
    InitialModel initial = initial(ColoredShapes.rgb(null));
    store.delete(initial.stored());

    assertThatExceptionOfType(InitialModel.UnreadableException.class)
        .isThrownBy(() -> tune(initial, it -> {}))
        .withMessage(
            "The weights of the initial model %s are missing or damaged in the store; choose another"
                + " initialModel, or train or send it again",
            initial.id());
  }

  @Test
  void modelOfColorsLearnsGrayImages() {
    InitialModel initial = initial(ColoredShapes.rgb(null));
    use(ColoredShapes.gray());

    StoredModel tuned = tune(initial, it -> {});

    Preprocessing preprocessing = tuned.manifest().description().preprocessing();
    assertThat(preprocessing.channels()).isEqualTo(1);
    assertThat(preprocessing.normalization())
        .isEqualTo(initial.description().preprocessing().normalization());
    assertThat(tuned.manifest().description().input().get(1)).isEqualTo(3);
  }

  @Test
  void normalizationIsTheInitialModelsUnlessTheRecipeSelectsOne() {
    InitialModel initial = initial(ColoredShapes.rgb(null));
    Dataset gray = ColoredShapes.gray();

    assertThat(normalization(gray, initial, null))
        .isEqualTo(initial.description().preprocessing().normalization());
    assertThat(normalization(gray, initial, NormalizationKind.IMAGENET).mean())
        .containsExactly(123.675, 116.28, 103.53);
    assertThat(normalization(gray, initial, NormalizationKind.COMPUTED).mean())
        .hasSize(3)
        .containsOnly(gray.computed().mean().get(0));
  }

  private static Normalization normalization(
      Dataset dataset, InitialModel initial, @Nullable NormalizationKind kind) {
    return TrainingData.of(recipe(it -> it.normalization = kind), dataset, initial)
        .tensors()
        .preprocessing()
        .normalization();
  }

  private InitialModel initial(Dataset dataset) {
    use(dataset);
    return new InitialModel(
        UUID.randomUUID(), train(recipe(it -> {}), null, "initial-" + UUID.randomUUID(), 10_000));
  }

  private StoredModel tune(InitialModel initial, Consumer<RecipeMaker> changes) {
    Recipe recipe =
        recipe(
            it -> {
              it.initialModel = initial.id().toString();
              changes.accept(it);
            });
    return train(recipe, initial, "tuned-" + UUID.randomUUID(), 10_000);
  }

  private static Dataset withLabels(Dataset dataset, List<String> labels) {
    return new Dataset(
        dataset.name(),
        labels,
        dataset.format(),
        dataset.normalization(),
        dataset.computed(),
        dataset.framing(),
        dataset.stored(),
        dataset.train(),
        dataset.validation(),
        dataset.test(),
        dataset.digests());
  }

  private void use(Dataset dataset) {
    given(datasets.load("shapes")).willReturn(dataset);
  }

  private Map<String, float[]> weights(StoredModel model) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, float[]> weights = new LinkedHashMap<>();
      store.tensors(model, manager).forEach((name, tensor) -> weights.put(name, values(tensor)));
      return weights;
    }
  }

  private static float[] values(NDArray tensor) {
    return tensor.toFloatArray();
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  private static Recipe recipe(Consumer<RecipeMaker> changes) {
    return RecipeMaker.with(
        it -> {
          it.architecture = TINY;
          it.dataset = "shapes";
          it.imageSize = 32;
          it.epochs = 1;
          it.batchSize = 30;
          it.optimizer = new OptimizerSpec("adam", 0.01, 0);
          changes.accept(it);
        });
  }

  private StoredModel train(Recipe recipe, @Nullable InitialModel initial, String key, int checks) {
    String model = "test/%s/%s/model".formatted(key, UUID.randomUUID());
    return trainer.train(
        recipe,
        initial,
        null,
        trainer.devices().get(0),
        model,
        "test/" + key,
        new SilentObserver(checks));
  }
}
