package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import dev.residual.torch.ParameterGroup.AdamRule;
import dev.residual.torch.ParameterGroup.SgdRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the results of libtorch's accelerations with reference results on small tensors. These
 * checks exist because fp32 convolutions in channels-last format with 1x1 kernels and stride 2 gave
 * wrong results.
 */
final class NumericsCheck {

  /**
   * The largest error of bf16 results, as a fraction of the largest value. bfloat16 has 8 bits of
   * mantissa, and the results are sums of many products.
   */
  private static final double BF16_TOLERANCE = 0.03;

  /** The largest error of fp32 updates, as a fraction of the largest value. */
  private static final double FP32_TOLERANCE = 1e-5;

  /**
   * The largest difference of two fp32 sums, as a fraction of the largest value. Each sum has about
   * 600 products, and the error of each addition is at most 2^-24 of the largest value.
   */
  private static final double FP32_SUMS_TOLERANCE = 1e-4;

  private static final int STEPS = 3;

  /** A convolution like those in residual networks, on square images of {@code size} pixels. */
  private record Convolution(int in, int out, int kernel, int stride, int size) {

    Shape images() {
      return new Shape(2, in, size, size);
    }

    Shape weight() {
      return new Shape(out, in, kernel, kernel);
    }
  }

  /** The inputs of a convolution. To compute them takes longer than the convolution. */
  private record Values(float[] weight, float[] images) {

    static Values random(Convolution convolution) {
      Random random = new Random(1);
      float[] weight = normal(convolution.weight(), random);
      return new Values(weight, normal(convolution.images(), random));
    }
  }

  private static final List<Convolution> CONVOLUTIONS =
      List.of(
          new Convolution(1, 64, 7, 2, 28),
          new Convolution(64, 64, 3, 1, 7),
          new Convolution(64, 128, 3, 2, 7),
          new Convolution(256, 512, 1, 2, 6),
          new Convolution(128, 32, 1, 1, 4));

  /** Convolutions whose channels do not fill the blocks of 8 or 16 that oneDNN uses. */
  private static final List<Convolution> PARTIAL_BLOCKS =
      List.of(
          new Convolution(20, 20, 3, 1, 7),
          new Convolution(20, 32, 3, 1, 7),
          new Convolution(4, 4, 3, 1, 7),
          new Convolution(8, 8, 3, 1, 4),
          new Convolution(1, 4, 7, 2, 28));

  private final ComputeDevice.Kind kind;
  private final NDManager manager;

  /** What both memory formats are compared with. */
  private final Map<Convolution, List<float[]>> fp32 = new HashMap<>();

  private final Map<Convolution, Values> values = new HashMap<>();

  /**
   * Creates a check of one device.
   *
   * @param manager manager of tensors on the device
   */
  NumericsCheck(ComputeDevice.Kind kind, NDManager manager) {
    this.kind = kind;
    this.manager = manager;
  }

  /**
   * Compares bf16 convolutions and their gradients, in a memory format, with fp32.
   *
   * @return a description of the difference, or empty if the results are correct
   */
  Optional<String> checkConvolutions(MemoryFormat format) {
    UpdateKernels kernels = new ReferenceKernels();
    ComputeMode reference = new ComputeMode(Precision.FP32, kind, MemoryFormat.CONTIGUOUS, kernels);
    ComputeMode bf16 = new ComputeMode(Precision.BF16, kind, format, kernels);
    return CONVOLUTIONS.stream()
        .flatMap(
            each ->
                error(
                    fp32.computeIfAbsent(each, it -> results(it, reference)),
                    results(each, bf16),
                    BF16_TOLERANCE)
                    .map(
                        error ->
                            String.format(
                                Locale.ROOT,
                                "its results differ from fp32 by %.6f in %s",
                                error,
                                each))
                    .stream())
        .findFirst();
  }

  /**
   * Compares fp32 convolutions and their gradients by oneDNN with those of libtorch without oneDNN.
   *
   * @param oneDnn switches oneDNN on or off
   * @return a description of the difference, or empty if the results are correct
   */
  Optional<String> checkOneDnn(Consumer<Boolean> oneDnn) {
    ComputeMode mode =
        new ComputeMode(Precision.FP32, kind, MemoryFormat.CONTIGUOUS, new ReferenceKernels());
    return Stream.concat(PARTIAL_BLOCKS.stream(), CONVOLUTIONS.stream())
        .flatMap(
            each -> {
              oneDnn.accept(false);
              List<float[]> expected = results(each, mode);
              oneDnn.accept(true);
              return error(expected, results(each, mode), FP32_SUMS_TOLERANCE)
                  .map(
                      error ->
                          String.format(
                              Locale.ROOT,
                              "its results differ from libtorch by %.6f in %s",
                              error,
                              each))
                  .stream();
            })
        .findFirst();
  }

  /** Returns the first error that exceeds the tolerance, or empty if there is none. */
  private static Optional<Double> error(
      List<float[]> expected, List<float[]> found, double tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      double error = largestError(expected.get(i), found.get(i));
      // The comparison is negated so that NaN exceeds the tolerance too.
      if (!(error <= tolerance)) {
        return Optional.of(error);
      }
    }
    return Optional.empty();
  }

  /** Returns the outputs, the gradients of the weight and the gradients of the images. */
  private List<float[]> results(Convolution convolution, ComputeMode mode) {
    Values from = values.computeIfAbsent(convolution, Values::random);
    try (NDManager scope = manager.newSubManager()) {
      NDArray weight = mode.toMemoryFormat(scope.create(from.weight(), convolution.weight()));
      NDArray images = mode.toMemoryFormat(scope.create(from.images(), convolution.images()));
      weight.setRequiresGradient(true);
      images.setRequiresGradient(true);
      try (GradientTape tape = GradientTape.record()) {
        NDArray outputs = mode.forward(x -> convolve(convolution, x, weight), images);
        // With a sum of squares as the loss, each output has a different gradient.
        tape.backward(outputs.square().sum());
        return List.of(
            outputs.toFloatArray(),
            weight.getGradient().toFloatArray(),
            images.getGradient().toFloatArray());
      }
    }
  }

  private static NDArray convolve(Convolution convolution, NDArray images, NDArray weight) {
    int padding = convolution.kernel() / 2;
    return Conv2d.conv2d(
            images,
            weight,
            null,
            new Shape(convolution.stride(), convolution.stride()),
            new Shape(padding, padding))
        .singletonOrThrow();
  }

  /**
   * Compares fused updates with the reference kernels, in both memory formats.
   *
   * @return a description of the difference, or empty if the results are correct
   */
  Optional<String> checkUpdates(UpdateKernels fused) {
    for (MemoryFormat format : MemoryFormat.values()) {
      float[] expected = updated(new ReferenceKernels(), format);
      float[] found = updated(fused, format);
      double error = largestError(expected, found);
      if (!(error <= FP32_TOLERANCE)) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "its results differ from the reference by %.6f in format %s",
                error,
                format));
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the weights after some steps by each rule, with and without a divisor, and their moving
   * averages.
   */
  private float[] updated(UpdateKernels kernels, MemoryFormat format) {
    List<float[]> results = new ArrayList<>();
    ComputeMode mode = new ComputeMode(Precision.FP32, kind, format, kernels);
    results.addAll(
        steps(mode, (group, by) -> group.update(new AdamRule(.1, .9, .99, 1e-8, .1, false), by)));
    results.addAll(
        steps(mode, (group, by) -> group.update(new AdamRule(.1, .9, .99, 1e-8, .1, true), by)));
    results.addAll(steps(mode, (group, by) -> group.update(new SgdRule(.1, .9, true, .1), by)));
    results.addAll(steps(mode, (group, by) -> group.update(new SgdRule(.1, .9, false, .1), by)));
    results.addAll(steps(mode, (group, by) -> group.update(new SgdRule(.1, 0, false, .1), by)));
    return concatenated(results);
  }

  private interface Step {
    void update(ParameterGroup group, @Nullable NDArray divisor);
  }

  private List<float[]> steps(ComputeMode mode, Step step) {
    Random random = new Random(2);
    try (NDManager scope = manager.newSubManager()) {
      List<NDArray> weights =
          List.of(
              mode.toMemoryFormat(normal(scope, new Shape(32, 16, 3, 3), random)),
              normal(scope, new Shape(33), random));
      List<NDArray> averages =
          weights.stream().map(each -> mode.toMemoryFormat(scope.zeros(each.getShape()))).toList();
      weights.forEach(weight -> weight.setRequiresGradient(true));
      try (ParameterGroup group =
              new ParameterGroup(
                  weights.stream().map(each -> TrainableTensor.taped("weight", each)).toList(),
                  2,
                  mode,
                  scope);
          ExponentialMovingAverage average = new ExponentialMovingAverage(averages, weights, mode);
          NDArray divisor = scope.create(2f)) {
        for (int i = 0; i < STEPS; i++) {
          try (GradientTape tape = GradientTape.record()) {
            NDArray loss = weights.get(0).square().sum().add(weights.get(1).square().sum());
            tape.backward(loss);
          }
          step.update(group, i == 0 ? null : divisor);
          average.lerp(0.3);
        }
      }
      List<float[]> results = new ArrayList<>();
      weights.forEach(each -> results.add(each.toFloatArray()));
      averages.forEach(each -> results.add(each.toFloatArray()));
      return results;
    }
  }

  private static NDArray normal(NDManager manager, Shape shape, Random random) {
    return manager.create(normal(shape, random), shape);
  }

  private static float[] normal(Shape shape, Random random) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] concatenated(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** Returns the largest difference, as a fraction of the largest expected value. */
  private static double largestError(float[] expected, float[] found) {
    double largest = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      double difference = Math.abs((double) expected[i] - found[i]);
      error = Double.isNaN(difference) ? Double.NaN : Math.max(error, difference);
    }
    return error / largest;
  }
}
