package dev.residual.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OneDnnCheckTests {

  private static final int BATCH = 2;
  private static final int KERNEL = 3;
  private static final int SIZE = 5;

  /** These gradients were wrong, and different in each call, where the cache sizes were hidden. */
  @RepeatedTest(20)
  void gradientsOfPartialBlocksAreCorrect() {
    OneDnnCheck.failure();

    compare(4, 4);
    compare(8, 8);
    compare(20, 20);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void libtorchTellsTheVersionOfItsOneDnn() {
    assertThat(OneDnnCheck.version()).get().asString().matches("\\d+\\.\\d+(\\.\\d+)*");
  }

  @Test
  void probeReportsOneDnn() {
    assertThat(
            new AccelerationProbe(new TorchSettings(false, false), List.of())
                .probe(ComputeDevice.Kind.CPU, Device.cpu(), false))
        .containsEntry(Acceleration.ONEDNN, OneDnnCheck.failure().orElse("on"));
  }

  @Test
  @EnabledIf("dev.residual.torch.ProcessMemoryTests#isReadable")
  void checkLeavesNoCacheOfOneByte() throws IOException {
    OneDnnCheck.failure();

    try (ProcessMemory memory = ProcessMemory.open()) {
      assertThat(CpuCacheSizes.find(memory)).isEmpty();
    }
  }

  private static void compare(int in, int out) {
    Random random = new Random(1);
    float[] images = normal(random, BATCH * in * SIZE * SIZE);
    float[] weights = normal(random, out * in * KERNEL * KERNEL);
    Reference reference = new Reference(in, out, images, weights);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        GradientTape tape = GradientTape.record()) {
      NDArray image = manager.create(images, new Shape(BATCH, in, SIZE, SIZE));
      NDArray weight = manager.create(weights, new Shape(out, in, KERNEL, KERNEL));
      image.setRequiresGradient(true);
      weight.setRequiresGradient(true);
      NDArray output =
          Conv2d.conv2d(image, weight, null, new Shape(1, 1), new Shape(1, 1)).singletonOrThrow();
      tape.backward(output.square().sum());

      assertClose(output.toFloatArray(), reference.outputs);
      assertClose(image.getGradient().toFloatArray(), reference.imageGradients);
      assertClose(weight.getGradient().toFloatArray(), reference.weightGradients);
    }
  }

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static void assertClose(float[] found, double[] expected) {
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      error = Math.max(error, Math.abs(found[i] - expected[i])); // NaN is kept
    }
    assertThat(error).isLessThanOrEqualTo(1e-5 * largest);
  }

  /**
   * Computes a convolution with padding 1, and the gradients of the sum of the squares of its
   * outputs, in doubles.
   */
  private static final class Reference {

    private final double[] outputs;
    private final double[] imageGradients;
    private final double[] weightGradients;

    Reference(int in, int out, float[] images, float[] weights) {
      outputs = new double[BATCH * out * SIZE * SIZE];
      imageGradients = new double[images.length];
      weightGradients = new double[weights.length];
      eachProduct(in, out, (o, i, w) -> outputs[o] += (double) images[i] * weights[w]);
      eachProduct(
          in,
          out,
          (o, i, w) -> {
            imageGradients[i] += 2 * outputs[o] * weights[w];
            weightGradients[w] += 2 * outputs[o] * images[i];
          });
    }

    /** Takes the indices of an output, a pixel and a weight that are multiplied. */
    private interface Product {
      void add(int output, int image, int weight);
    }

    private static void eachProduct(int in, int out, Product product) {
      for (int n = 0; n < BATCH; n++) {
        for (int o = 0; o < out; o++) {
          for (int at = 0; at < SIZE * SIZE; at++) {
            for (int i = 0; i < in; i++) {
              for (int tap = 0; tap < KERNEL * KERNEL; tap++) {
                int y = at / SIZE + tap / KERNEL - 1;
                int x = at % SIZE + tap % KERNEL - 1;
                if (y >= 0 && y < SIZE && x >= 0 && x < SIZE) {
                  product.add(
                      (n * out + o) * SIZE * SIZE + at,
                      ((n * in + i) * SIZE + y) * SIZE + x,
                      (o * in + i) * KERNEL * KERNEL + tap);
                }
              }
            }
          }
        }
      }
    }
  }
}
