package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.residual.ResidualTest;
import dev.residual.dataset.ColorImages;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.Datasets;
import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.MixedImages;
import dev.residual.image.ImageFormat;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelStore;
import dev.residual.model.ReferenceSamples;
import dev.residual.model.StoredModel;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.pipeline.Augmentation;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.preprocessing.StoredForm;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.torch.Devices;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** Trains on images in color that are not square, or that have different sizes. */
@ResidualTest
class ImageFormatTrainingTests {

  private static final Architecture THIN =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(4, 8), Stem.SMALL, Convention.TORCHVISION);

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
    given(datasets.requireReady("noise")).willReturn(ColorImages.DEFINITION);
    given(datasets.load("noise")).willReturn(ColorImages.dataset());
    trainer =
        new Trainer(
            datasets, devices, store, checkpoints, settings, provenance, json, Clock.systemUTC());
  }

  @Test
  void feasibilityIsCheckedWithoutLoadingTheDataSet() {
    trainer.requireFeasible(recipe(96), null, trainer.devices().get(0));
    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> trainer.requireFeasible(recipe(97), null, trainer.devices().get(0)))
        .withMessage(
            "trainLimit must be at most 96, the number of training images of noise, was 97");

    then(datasets).should(never()).load(any());
  }

  @Test
  void networkWithTheirChannelsIsTrainedAndLoaded() {
    String key = "jobs/%s/1/".formatted(UUID.randomUUID());
    StoredModel saved =
        trainer.train(
            recipe(96),
            null,
            null,
            trainer.devices().get(0),
            key + "model",
            key + "steps",
            new OneStep());

    ModelDescription description = saved.manifest().description();
    assertThat(description.imageFormat()).isEqualTo(ColorImages.FORMAT);
    assertThat(description.preprocessing().normalization()).isEqualTo(ColorImages.NORMALIZATION);
    assertThat(description.labels()).isEqualTo(ColorImages.LABELS);
    assertThat(description.input()).isEqualTo(new Shape(1, 3, 32, 32));
    ModelDescription read =
        json.readValue(json.writeValueAsString(description), ModelDescription.class);
    assertThat(read.preprocessing()).isEqualTo(description.preprocessing());

    ReferenceSamples samples = store.referenceSamples(saved).orElseThrow();
    assertThat(samples.images()).hasSize(32).allMatch(each -> each.length == 3 * 20 * 24);
    try (NDManager manager = NDManager.newBaseManager()) {
      ImageTensors tensors = new ImageTensors(ColorImages.FORMAT, ColorImages.NORMALIZATION, 32);
      NDArray logits =
          store
              .load(saved, manager)
              .forward(
                  new ParameterStore(manager, false),
                  new NDList(tensors.images(manager, samples.images())),
                  false)
              .singletonOrThrow();
      assertThat(logits.getShape()).isEqualTo(new Shape(32, 3));
      NDArray expected = manager.create(samples.logits());
      assertThat(logits.sub(expected).abs().max().getFloat()).isLessThan(1e-4f);
    }
  }

  @Test
  void networkIsTrainedOnImagesOfDifferentSizes() {
    ImageFormat square = new ImageFormat(3, 48, 48);
    List<ImageFormat> sizes =
        List.of(square, new ImageFormat(3, 20, 60), new ImageFormat(3, 64, 30));
    LabeledImages images =
        MixedImages.random(IntStream.range(0, 96).mapToObj(i -> sizes.get(i % 3)).toList());
    given(datasets.load("noise"))
        .willReturn(
            new Dataset(
                "noise",
                ColorImages.LABELS,
                square,
                ColorImages.NORMALIZATION,
                null,
                null,
                new StoredForm(48, OrientationMode.EXIF),
                images,
                null,
                images,
                Map.of()));
    String key = "jobs/%s/1/".formatted(UUID.randomUUID());
    StoredModel saved =
        trainer.train(
            recipe(96),
            null,
            null,
            trainer.devices().get(0),
            key + "model",
            key + "steps",
            new OneStep());

    assertThat(saved.manifest().description().test().images()).isEqualTo(96);
    assertThat(saved.manifest().description().preprocessing())
        .isEqualTo(Preprocessing.crop(OrientationMode.EXIF, 48, 32, ColorImages.NORMALIZATION));
    assertThat(store.referenceSamples(saved).orElseThrow().format())
        .isEqualTo(new ImageFormat(3, 32, 32));
  }

  private static Recipe recipe(int trainLimit) {
    return RecipeMaker.with(
        it -> {
          it.architecture = THIN;
          it.dataset = "noise";
          it.trainLimit = trainLimit;
          it.imageSize = 32;
          it.epochs = 1;
          it.batchSize = 32;
          it.augmentation = new Augmentation(true, 2, 0.5);
        });
  }

  /** Lets a training make one step and then end with what it has learned. */
  private static final class OneStep extends SilentObserver {

    private boolean stepped;

    @Override
    public TrainingSignal signal() {
      return stepped ? TrainingSignal.CONCLUDE : TrainingSignal.CONTINUE;
    }

    @Override
    public void stepped(TrainingProgress progress) {
      stepped = true;
    }
  }
}
