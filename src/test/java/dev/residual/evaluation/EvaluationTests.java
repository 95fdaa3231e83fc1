package dev.residual.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.pipeline.ImageTensors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Tests the figures of a network whose outputs are all the same. */
class EvaluationTests {

  private static final int CLASSES = 10;
  private static final ImageFormat FORMAT = ImageFormat.gray(28, 28);

  @Test
  void equalOutputsCountAsAPredictionOfTheFirstClass() {
    int[] labels = {0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    LabeledImages images =
        LabeledImages.of(new byte[labels.length * FORMAT.bytes()], labels, FORMAT);
    ImageTensors tensors = new ImageTensors(FORMAT, Normalization.article(1), 28);
    UnaryOperator<NDArray> network =
        input -> input.getManager().ones(new Shape(input.getShape().get(0), CLASSES));

    try (NDManager manager = NDManager.newBaseManager()) {
      Evaluation evaluation = Evaluation.of(network, images, tensors, manager, () -> {});

      assertThat(evaluation.metrics().top1()).isEqualTo(0.25);
      assertThat(evaluation.metrics().top5()).isGreaterThanOrEqualTo(0.25);
      assertThat(evaluation.asTestResult().top1()).isEqualTo(0.25);
    }
  }
}
