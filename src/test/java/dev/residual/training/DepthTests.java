package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.ResidualTest;
import dev.residual.dataset.Datasets;
import dev.residual.dataset.LabeledImages;
import dev.residual.evaluation.Metrics;
import dev.residual.image.Normalization;
import dev.residual.nn.Architecture;
import dev.residual.pipeline.BatchSampler;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.Devices;
import dev.residual.torch.GradMode;
import dev.residual.torch.Precision;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Trains every preset at 28 px, in the fastest precision of this machine. */
@ResidualTest
class DepthTests {

  @Autowired private Devices devices;
  @Autowired private Datasets datasets;

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50"})
  void smallSetIsLearnedCompletely(String architecture) {
    Metrics metrics = metricsAfter(architecture, 60);

    assertThat(metrics.top1()).isEqualTo(1);
    assertThat(metrics.loss()).isLessThan(0.3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet34", "resnet101", "resnet152"})
  void deeperPresetsHaveAFiniteLoss(String architecture) {
    assertThat(metricsAfter(architecture, 4).loss()).isBetween(0.0, 20.0);
  }

  /**
   * Returns the metrics of the last of at most this many steps on the same 32 images. Stops early
   * when all are classified correctly with a loss below 0.1.
   */
  private Metrics metricsAfter(String architecture, int steps) {
    GradMode.off();
    var device = devices.forTraining().get(0);
    Precision fastest = device.precisions().get(device.precisions().size() - 1);
    Recipe recipe =
        RecipeMaker.with(
            it -> {
              it.architecture = Architecture.preset(architecture);
              it.imageSize = 28;
              it.batchSize = 32;
            });
    LabeledImages images = datasets.load("fashion-mnist-sample").train();
    ImageTensors tensors = new ImageTensors(images.format(0), Normalization.article(1), 28);
    int[] batch = IntStream.range(0, 32).toArray();
    Metrics metrics = Metrics.NONE;
    try (NDManager manager = NDManager.newBaseManager(device.inDjl());
        TrainingState state =
            new TrainingState(
                recipe,
                tensors.shape(32),
                10,
                null,
                new BatchSampler(32, 32, 0),
                new ComputeMode(device, fastest),
                manager)) {
      for (int step = 0; step < steps; step++) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray input = tensors.images(scope, images, batch);
          metrics = state.trainStep(input, ImageTensors.labels(scope, images, batch));
        }
        if (metrics.top1() == 1 && metrics.loss() < 0.1) {
          return metrics;
        }
      }
    }
    return metrics;
  }
}
