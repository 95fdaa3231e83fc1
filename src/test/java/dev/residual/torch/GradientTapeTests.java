package dev.residual.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GradientTapeTests {

  @Test
  void backwardComputesDerivative() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(derivativeOfSquareSum(manager, new float[] {1, -2, 3}, () -> {}))
          .containsExactly(2, -4, 6);
    }
  }

  @Test
  void threadsRecordConcurrently() throws Exception {
    CyclicBarrier bothRecording = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (NDManager manager = NDManager.newBaseManager()) {
      Future<float[]> one =
          threads.submit(
              () -> derivativeOfSquareSum(manager, new float[] {1}, bothRecording::await));
      Future<float[]> two =
          threads.submit(
              () -> derivativeOfSquareSum(manager, new float[] {5}, bothRecording::await));

      assertThat(one.get()).containsExactly(2);
      assertThat(two.get()).containsExactly(10);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void closeRestoresGradMode() {
    GradMode.off();

    try (GradientTape tape = GradientTape.record()) {
      assertThat(JniUtils.isGradMode()).as("recording on %s", tape).isTrue();
    }

    assertThat(JniUtils.isGradMode()).isFalse();
  }

  private interface Meeting {
    void arrive() throws Exception;
  }

  private static float[] derivativeOfSquareSum(NDManager parent, float[] at, Meeting meeting) {
    GradMode.off();
    try (NDManager manager = parent.newSubManager()) {
      NDArray x = manager.create(at);
      x.setRequiresGradient(true);
      try (GradientTape tape = GradientTape.record()) {
        NDArray loss = x.mul(x).sum();
        meeting.arrive();
        tape.backward(loss);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      return x.getGradient().toFloatArray();
    }
  }
}
