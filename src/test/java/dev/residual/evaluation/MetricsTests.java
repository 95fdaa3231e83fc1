package dev.residual.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.torch.GradientTape;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTests {

  @Test
  void countsTop1AndTop5Hits() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray logits =
          manager.create(
              new float[][] {
                {9, 1, 2, 3, 4, 5, 6}, // label 0 is first: in top 1
                {9, 1, 2, 3, 4, 5, 6}, // label 3 is fifth: in top 5
                {9, 1, 2, 3, 4, 5, 6}, // label 1 is last: in neither
              });
      NDArray labels = manager.create(new long[] {0, 3, 1});

      Metrics metrics = Metrics.of(logits, labels, Metrics.loss(logits, labels));

      assertThat(metrics.top1()).isCloseTo(1 / 3.0, within(1e-9));
      assertThat(metrics.top5()).isCloseTo(2 / 3.0, within(1e-9));
    }
  }

  @Test
  void lossIsTheMeanCrossEntropyInNats() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray logits = manager.create(new float[][] {{0, 0}, {0, (float) Math.log(3)}});
      NDArray labels = manager.create(new long[] {0, 1});

      double loss = Metrics.loss(logits, labels).getFloat();

      // The probabilities of the labels are 1/2 and 3/4.
      assertThat(loss).isCloseTo((Math.log(2) + Math.log(4 / 3.0)) / 2, within(1e-6));
    }
  }

  /**
   * The expected values come from {@code torch.nn.functional.cross_entropy(label_smoothing=...)} of
   * PyTorch 1.13.
   */
  @Test
  void smoothedLossEqualsPyTorchs() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray logits = manager.create(new float[][] {{2, -1, 0.5f}, {0.1f, 0.2f, 3}});
      NDArray labels = manager.create(new long[] {0, 1});

      assertThat(Metrics.loss(logits, labels, 0).getFloat()).isCloseTo(1.5754564f, within(1e-6f));
      assertThat(Metrics.loss(logits, labels, 0.1).getFloat()).isCloseTo(1.6054564f, within(1e-6f));
      assertThat(Metrics.loss(logits, labels, 0.5).getFloat()).isCloseTo(1.7254564f, within(1e-6f));
    }
  }

  /**
   * The expected values come from {@code CrossEntropyLoss(weight, label_smoothing)} of PyTorch
   * 2.13.
   */
  @ParameterizedTest
  @CsvSource({"0, 1.9195296", "0.1, 1.8616492", "0.5, 1.6301277"})
  void weightedLossEqualsPyTorchs(double smoothing, double expected) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray logits = manager.create(new float[][] {{2, -1, 0.5f}, {0.1f, 0.2f, 3}, {1, 0, -2}});
      NDArray labels = manager.create(new long[] {0, 1, 1});
      NDArray weights = manager.create(new float[] {0.5f, 2, 0.25f});

      assertThat((double) Metrics.loss(logits, labels, smoothing, weights).getFloat())
          .isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void equalWeightsChangeNothing() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray logits = manager.create(new float[][] {{2, -1, 0.5f}, {0.1f, 0.2f, 3}});
      NDArray labels = manager.create(new long[] {0, 1});
      NDArray ones = manager.create(new float[] {1, 1, 1});

      assertThat(Metrics.loss(logits, labels, 0.1, ones).getFloat())
          .isCloseTo(Metrics.loss(logits, labels, 0.1).getFloat(), within(1e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientIsTheSameIfGarbageIsCollectedBeforeTheBackwardPass(boolean weighted) {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] expected = gradient(manager, weighted, () -> {});

      assertThat(gradient(manager, weighted, MetricsTests::collectBuffers))
          .containsExactly(expected);
    }
  }

  private static float[] gradient(NDManager manager, boolean weighted, Runnable between) {
    NDArray logits = manager.create(new float[][] {{2, -1, 0.5f}, {0.1f, 0.2f, 3}});
    NDArray labels = manager.create(new long[] {0, 1});
    NDArray weights = manager.create(new float[] {0.5f, 2, 0.25f});
    logits.setRequiresGradient(true);
    try (GradientTape tape = GradientTape.record()) {
      NDArray loss =
          weighted ? Metrics.loss(logits, labels, 0.1, weights) : Metrics.loss(logits, labels, 0.1);
      between.run();
      tape.backward(loss);
    }
    return logits.getGradient().toFloatArray();
  }

  /** Frees the buffers that nobody holds, and waits until that has happened. */
  private static void collectBuffers() {
    WeakReference<ByteBuffer> buffer = new WeakReference<>(ByteBuffer.allocateDirect(4));
    long before = direct().getCount();
    await()
        .until(
            () -> {
              System.gc();
              return buffer.get() == null && direct().getCount() < before;
            });
  }

  private static BufferPoolMXBean direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sumsAreWeightedByImages() {
    Metrics sum = new Metrics(30, 30, 15, 30).plus(new Metrics(10, 50, 10, 10));

    assertThat(sum.loss()).isEqualTo(2);
    assertThat(sum.top1()).isEqualTo(0.625);
  }

  @Test
  void nonFiniteLossIsRejected() {
    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> new Metrics(64, Double.NaN, 0, 0).requireFinite("epoch 1, step 7"))
        .withMessage("The loss became NaN in epoch 1, step 7; a smaller learning rate may help");
    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> new Metrics(64, Double.POSITIVE_INFINITY, 0, 0).requireFinite("x"));
  }
}
