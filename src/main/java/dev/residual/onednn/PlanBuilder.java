package dev.residual.onednn;

import dev.residual.nn.FoldedResNet;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.List;

/** Builds the list of steps that compute a network for one number of images. */
final class PlanBuilder {

  private final Precision precision;
  private final NativeScope owner;
  private final Primitives primitives;
  private final List<Step> steps = new ArrayList<>();

  PlanBuilder(Precision precision, NativeScope owner) {
    this.precision = precision;
    this.owner = owner;
    primitives = new Primitives(owner);
  }

  List<Step> steps() {
    return steps;
  }

  /** Creates a tensor in Java's layout: fp32, (n, c, h, w), one image after the other. */
  Tensor plain(MapSize size) {
    return new Tensor(size, Descriptor.plain(owner, size.dimensions()));
  }

  /** Adds a conversion to the channels-last layout that the other steps use. */
  Tensor toChannelsLast(Tensor plain) {
    Tensor channelsLast = channelsLast(plain.size());
    steps.add(primitives.reorder(plain, channelsLast));
    return channelsLast;
  }

  /** Adds a conversion back to Java's layout. */
  Tensor toPlain(Tensor channelsLast) {
    Tensor plain = plain(channelsLast.size());
    steps.add(primitives.reorder(channelsLast, plain));
    return plain;
  }

  /** Adds the step convolution(x) + bias. */
  Tensor convolve(Tensor x, Weights weights) {
    return convolve(x, weights, false);
  }

  /** Adds the step relu(convolution(x) + bias). */
  Tensor convolveRelu(Tensor x, Weights weights) {
    return convolve(x, weights, true);
  }

  private Tensor convolve(Tensor x, Weights weights, boolean relu) {
    Tensor result = channelsLast(weights.output(x.size()));
    steps.add(primitives.convolution(x, weights, result, false, relu));
    return result;
  }

  /** Adds the step relu(convolution(x) + bias + other), which overwrites {@code other}. */
  Tensor convolveAddRelu(Tensor x, Weights weights, Tensor other) {
    steps.add(primitives.convolution(x, weights, other, true, true));
    return other;
  }

  /** Adds the max pool after the stem, 3x3 with stride 2 and padding 1. */
  Tensor maxPool(Tensor x) {
    MapSize size = x.size();
    Tensor result = channelsLast(MapSize.of(size.images(), FoldedResNet.pooled(size.shape())));
    steps.add(primitives.maxPool(x, result, 3, 2, 1));
    return result;
  }

  private Tensor channelsLast(MapSize size) {
    return new Tensor(size, Descriptor.channelsLast(owner, size, precision));
  }
}
