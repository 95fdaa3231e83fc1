package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.residual.ResidualTest;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.Datasets;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.pipeline.Augmentation;
import dev.residual.pipeline.Crop;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.ClassBalance;
import dev.residual.recipe.NormalizationKind;
import dev.residual.recipe.OptimizerSpec;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.SelectBy;
import dev.residual.torch.Devices;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** Trains tiny networks on shapes whose color is their class. */
@ResidualTest
class ColorTrainingTests {

  private static final Architecture TINY =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(8, 16), Stem.LARGE, Convention.TORCHVISION);

  @Autowired private Devices devices;
  @Autowired private ModelStore store;
  @Autowired private Checkpoints checkpoints;
  @Autowired private TrainingSettings settings;
  @Autowired private TrainingProvenance provenance;
  @Autowired private JsonMapper json;

  private final Datasets datasets = mock();
  private final List<EpochReport> epochs = new ArrayList<>();
  private Trainer trainer;

  @BeforeEach
  void createTrainer() {
    trainer =
        new Trainer(
            datasets, devices, store, checkpoints, settings, provenance, json, Clock.systemUTC());
  }

  @Test
  void colorDecidesTheClassForANetworkThatSeesColors() {
    Recipe recipe = recipe(it -> it.epochs = 4);

    assertThat(testTop1(ColoredShapes.rgb(null), recipe)).isGreaterThanOrEqualTo(0.99);
    assertThat(testTop1(ColoredShapes.gray(), recipe)).isBetween(0.2, 0.5);
  }

  @Test
  void resumedTrainingInColorEndsInTheSameWeights() {
    use(ColoredShapes.rgb(ColoredShapes.images(30, 3)));
    Recipe recipe =
        recipe(
            it -> {
              it.crop = Crop.DEFAULT;
              it.augmentation = new Augmentation(true, 2, 0.5, 0.2);
              it.classBalance = ClassBalance.SAMPLING;
              it.selectBy = SelectBy.LOSS;
            });
    StoredModel uninterrupted = train(recipe, "whole-" + UUID.randomUUID(), Integer.MAX_VALUE);
    assertThat(epochs).extracting(EpochReport::evalSplit).containsOnly("validation");

    String key = "cut-" + UUID.randomUUID();
    for (int checks : new int[] {2, 12}) {
      assertThatExceptionOfType(TrainingSuspendedException.class)
          .isThrownBy(() -> train(recipe, key, checks));
    }
    StoredModel resumed = train(recipe, key, Integer.MAX_VALUE);

    assertThat(resumed.manifest().weights().sha256())
        .isEqualTo(uninterrupted.manifest().weights().sha256());
  }

  @Test
  void normalizationIsTheOneThatTheRecipeSelects() {
    Dataset color = ColoredShapes.rgb(null);

    assertThat(normalization(color, null)).isEqualTo(color.computed());
    assertThat(normalization(color, NormalizationKind.ARTICLE)).isEqualTo(Normalization.article(3));
    assertThat(normalization(color, NormalizationKind.IMAGENET).mean())
        .containsExactly(123.675, 116.28, 103.53);
    assertThat(normalization(ColoredShapes.gray(), null)).isEqualTo(Normalization.article(1));
  }

  /**
   * With a third of the weights for each of three equal channels, the sum is that of one channel.
   */
  @Test
  void grayReplicatedToColorGivesTheSameLogits() {
    ImageFormat gray = ImageFormat.gray(28, 28);
    ImageFormat color = new ImageFormat(3, 28, 28);
    byte[] image = new byte[gray.bytes()];
    new Random(1).nextBytes(image);
    byte[] replicated = new byte[color.bytes()];
    for (int i = 0; i < replicated.length; i++) {
      replicated[i] = image[i / 3];
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      Shape ofGray = new Shape(1, 1, 64, 64);
      Shape ofColor = new Shape(1, 3, 64, 64);
      ResNet one = new ResNet(Architecture.preset("resnet18"), 10);
      ResNet three = new ResNet(Architecture.preset("resnet18"), 10);
      one.initialize(manager, ofGray, 42);
      three.initialize(manager, ofColor, 43);
      Map<String, Parameter> weights = one.state(ofGray);
      three
          .state(ofColor)
          .forEach(
              (name, parameter) -> {
                NDArray weight = Objects.requireNonNull(weights.get(name)).getArray();
                NDArray target = parameter.getArray();
                target.set(
                    new NDIndex("..."),
                    weight.getShape().equals(target.getShape())
                        ? weight
                        : weight.div(3).repeat(1, 3));
              });

      NDArray difference =
          logits(one, manager, new ImageTensors(gray, Normalization.article(1), 64), image)
              .sub(
                  logits(
                      three,
                      manager,
                      new ImageTensors(color, Normalization.article(3), 64),
                      replicated));

      assertThat(difference.abs().max().getFloat()).isLessThan(1e-4f);
    }
  }

  private static NDArray logits(
      ResNet network, NDManager manager, ImageTensors tensors, byte[] image) {
    return network
        .forward(
            new ParameterStore(manager, false),
            new NDList(tensors.images(manager, List.of(image))),
            false)
        .singletonOrThrow();
  }

  private static Normalization normalization(Dataset dataset, NormalizationKind kind) {
    Recipe recipe = recipe(it -> it.normalization = kind);
    return TrainingData.of(recipe, dataset, null).tensors().preprocessing().normalization();
  }

  private double testTop1(Dataset dataset, Recipe recipe) {
    use(dataset);
    return train(recipe, "shapes-" + UUID.randomUUID(), Integer.MAX_VALUE)
        .manifest()
        .description()
        .test()
        .top1();
  }

  private void use(Dataset dataset) {
    given(datasets.load("shapes")).willReturn(dataset);
  }

  private static Recipe recipe(Consumer<RecipeMaker> changes) {
    return RecipeMaker.with(
        it -> {
          it.architecture = TINY;
          it.dataset = "shapes";
          it.imageSize = 32;
          it.epochs = 2;
          it.batchSize = 30;
          it.optimizer = new OptimizerSpec("adam", 0.01, 0);
          changes.accept(it);
        });
  }

  private StoredModel train(Recipe recipe, String key, int checks) {
    epochs.clear();
    var observer =
        new SilentObserver(checks) {
          @Override
          public void epochEnded(EpochReport report) {
            epochs.add(report);
          }
        };
    String model = "test/%s/%s/model".formatted(key, UUID.randomUUID());
    return trainer.train(
        recipe, null, null, trainer.devices().get(0), model, "test/" + key, observer);
  }
}
