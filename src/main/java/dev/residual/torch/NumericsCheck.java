package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares libtorch's faster ways with the plain ones on small tensors. Written because a faster
 * one was seen to be wrong: fp32 channels last, 1x1 kernels at stride 2.
 */
final class NumericsCheck {

  /** bfloat16 keeps 8 bits; sums of many products come out within this share of the largest. */
  private static final double BF16_TOLERANCE = 0.03;

  private static final double FP32_TOLERANCE = 1e-5;

  /** Two sums of some 600 products each, every addition right to 2^-24 of the largest. */
  private static final double FP32_SUMS_TOLERANCE = 1e-4;

  private static final int STEPS = 3;

  /** A convolution as residual networks have it. */
  private record Convolution(int in, int out, int kernel, int stride, int size) {

    Shape images() {
      return new Shape(2, in, size, size);
    }

    Shape weight() {
      return new Shape(out, in, kernel, kernel);
    }
  }

  private static final List<Convolution> CONVOLUTIONS =
      List.of(
          new Convolution(1, 64, 7, 2, 28),
          new Convolution(64, 64, 3, 1, 7),
          new Convolution(64, 128, 3, 2, 7),
          new Convolution(256, 512, 1, 2, 6),
          new Convolution(128, 32, 1, 1, 4));

  /** Channels that do not fill the blocks of 8 or 16 in which oneDNN takes them. */
  private static final List<Convolution> UNEVEN =
      List.of(
          new Convolution(20, 20, 3, 1, 7),
          new Convolution(20, 32, 3, 1, 7),
          new Convolution(4, 4, 3, 1, 7),
          new Convolution(8, 8, 3, 1, 4),
          new Convolution(1, 4, 7, 2, 28));

  private final ComputeDevice.Kind kind;
  private final NDManager manager;

  /**
   * @param manager of the device to be tried
   */
  NumericsCheck(ComputeDevice.Kind kind, NDManager manager) {
    this.kind = kind;
    this.manager = manager;
  }

  /**
   * Returns what is wrong with bf16 convolutions and their gradients in a memory format, if
   * anything.
   */
  Optional<String> ofConvolutions(MemoryFormat format) {
    UpdateKernels kernels = new ReferenceKernels();
    ComputeMode plain = new ComputeMode(Precision.FP32, kind, MemoryFormat.CONTIGUOUS, kernels);
    ComputeMode fast = new ComputeMode(Precision.BF16, kind, format, kernels);
    return CONVOLUTIONS.stream()
        .flatMap(
            each ->
                error(results(each, plain), results(each, fast), BF16_TOLERANCE)
                    .map(
                        error ->
                            String.format(
                                Locale.ROOT, "differs from fp32 by %.6f in %s", error, each))
                    .stream())
        .findFirst();
  }

  /**
   * What is wrong with oneDNN's fp32 convolutions and their gradients, compared with libtorch's
   * own; none if right.
   *
   * @param oneDnn switches it on or off
   */
  Optional<String> ofOneDnn(Consumer<Boolean> oneDnn) {
    ComputeMode plain =
        new ComputeMode(Precision.FP32, kind, MemoryFormat.CONTIGUOUS, new ReferenceKernels());
    return Stream.concat(UNEVEN.stream(), CONVOLUTIONS.stream())
        .flatMap(
            each -> {
              oneDnn.accept(false);
              List<float[]> expected = results(each, plain);
              oneDnn.accept(true);
              return error(expected, results(each, plain), FP32_SUMS_TOLERANCE)
                  .map(
                      error ->
                          String.format(
                              Locale.ROOT, "differs from libtorch by %.6f in %s", error, each))
                  .stream();
            })
        .findFirst();
  }

  /** Returns the difference of results, if it is larger than is tolerated. */
  private static Optional<Double> error(
      List<float[]> expected, List<float[]> found, double tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      double error = largestError(expected.get(i), found.get(i));
      // Written so that NaN differs too.
      if (!(error <= tolerance)) {
        return Optional.of(error);
      }
    }
    return Optional.empty();
  }

  /** Outputs, and gradients of the weight and of the images. */
  private List<float[]> results(Convolution convolution, ComputeMode mode) {
    Random random = new Random(1);
    try (NDManager scope = manager.newSubManager()) {
      NDArray weight = mode.toMemoryFormat(normal(scope, convolution.weight(), random));
      NDArray images = mode.toMemoryFormat(normal(scope, convolution.images(), random));
      weight.setRequiresGradient(true);
      images.setRequiresGradient(true);
      try (GradientTape tape = GradientTape.record()) {
        NDArray outputs = mode.forward(x -> convolve(convolution, x, weight), images);
        // A sum of squares gives each output another gradient.
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

  /** Returns what is wrong with fused updates in both memory formats, if anything. */
  Optional<String> ofUpdates(UpdateKernels fused) {
    for (MemoryFormat format : MemoryFormat.values()) {
      float[] expected = updated(new ReferenceKernels(), format);
      float[] found = updated(fused, format);
      double error = largestError(expected, found);
      if (!(error <= FP32_TOLERANCE)) {
        return Optional.of(
            String.format(Locale.ROOT, "differs from plain by %.6f, %s", error, format));
      }
    }
    return Optional.empty();
  }

  /** Weights after some steps by each rule, with and without a divisor, and an average of them. */
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
    void of(ParameterGroup group, @Nullable NDArray divisor);
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
      try (ParameterGroup group = new ParameterGroup(weights, 2, mode, scope);
          ExponentialMovingAverage average = new ExponentialMovingAverage(averages, weights, mode);
          NDArray divisor = scope.create(2f)) {
        for (int i = 0; i < STEPS; i++) {
          try (GradientTape tape = GradientTape.record()) {
            NDArray loss = weights.get(0).square().sum().add(weights.get(1).square().sum());
            tape.backward(loss);
          }
          step.of(group, i == 0 ? null : divisor);
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
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values, shape);
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

  /** The largest difference, as a share of the largest value expected. */
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
