package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.residual.dataset.LabeledImages;
import dev.residual.image.Normalization;
import dev.residual.model.ModelDescription;
import dev.residual.model.ReferenceSamples;
import dev.residual.model.StoredModel;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.onednn.FailingChecks;
import dev.residual.onednn.HugeBuffer;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.torch.Acceleration;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Precision;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trainings in each precision. */
class PrecisionTests extends ThinTraining {

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
  void networkThatCannotBeCompiledIsTrainedOtherwiseAndOthersAreStillCompiled() {
    ComputeDevice device = trainer.devices().get(0);
    assumeThat(device.has(Acceleration.COMPILED_TRAINING)).isTrue();
    Recipe recipe =
        RecipeMaker.with(
            it -> {
              it.architecture = THIN;
              it.trainLimit = 100; // the last batch has 36 images
              it.imageSize = 32;
              it.precision = "bf16";
            });
    ModelDescription compiled = train(recipe).manifest().description();
    String reason = "the output of a convolution is off";
    ModelDescription taped;
    try (FailingChecks checks = new FailingChecks(reason)) {
      taped = train(recipe).manifest().description();
    }

    assertThat(acceleration(compiled)).isEqualTo("on");
    assertThat(acceleration(taped)).isEqualTo(reason);
    assertThat(compiled.versions()).containsKey("onednn-compiled");
    assertThat(taped.versions()).doesNotContainKey("onednn-compiled");
    assertThat(device.accelerations().get(Acceleration.COMPILED_TRAINING))
        .isEqualTo("on, but not for a network: " + reason);
    assertThat(train(recipe).manifest().description().provenance())
        .as("the network is compiled where that works")
        .isEqualTo(compiled.provenance());
  }

  /** The process would die of the bf16 gradients that libtorch computes. */
  @Test
  void networkWithOddChannelsIsTrainedInFp32WhereItIsNotCompiled() {
    ComputeDevice device = trainer.devices().get(0);
    assumeThat(device.precisions()).contains(Precision.BF16);
    Map<Acceleration, String> accelerations = new EnumMap<>(device.accelerations());
    accelerations.put(Acceleration.COMPILED_TRAINING, "off");
    ComputeDevice taped =
        new ComputeDevice("cpu", ComputeDevice.Kind.CPU, device.memoryBytes(), 0, accelerations);
    Recipe recipe =
        RecipeMaker.with(
            it -> {
              it.architecture =
                  new Architecture(
                      BlockKind.BASIC,
                      List.of(1, 1),
                      List.of(15, 100),
                      Stem.SMALL,
                      Convention.TORCHVISION);
              it.trainLimit = 18;
              it.imageSize = 28;
              it.batchSize = 9;
              it.epochs = 1;
              it.precision = "bf16";
            });

    String key = "test/" + UUID.randomUUID();
    ModelDescription model =
        trainer
            .train(recipe, null, null, taped, key + "/1/model", key, observer)
            .manifest()
            .description();

    assertThat(startedIn).isEqualTo(Precision.FP32);
    assertThat(model.precision()).isEqualTo("fp32");
    assertThat(model.provenance().machine().accelerations())
        .containsEntry("bf16", "unsafe in libtorch for channels that are not multiples of 16")
        .containsEntry("channels-last", "not used in fp32")
        .containsEntry("compiled-training", "off");
  }

  @Test
  void lackOfNativeMemoryIsNoLackOfHeap() {
    ComputeDevice device = trainer.devices().get(0);

    assertThatExceptionOfType(OutOfDeviceMemoryException.class)
        .isThrownBy(() -> Trainer.explainingLackOfMemory(device, HugeBuffer::allocate));
    assertThatExceptionOfType(OutOfHeapException.class)
        .isThrownBy(
            () ->
                Trainer.explainingLackOfMemory(
                    device,
                    () -> {
                      throw new OutOfMemoryError("Java heap space");
                    }));
  }

  private static String acceleration(ModelDescription of) {
    return of.provenance().machine().accelerations().get("compiled-training");
  }

  @Test
  void unsupportedPrecisionIsRejected() {
    ComputeDevice plain = new ComputeDevice("cpu", ComputeDevice.Kind.CPU, 1L << 34, 0, Map.of());
    Recipe recipe = RecipeMaker.with(it -> it.precision = "bf16");

    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(() -> trainer.requireFeasible(recipe, null, plain))
        .withMessage("precision must be auto or one of [fp32] on cpu, was bf16");
  }
}
