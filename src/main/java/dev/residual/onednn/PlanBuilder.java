package dev.residual.onednn;

import dev.residual.nn.FoldedResNet;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.List;

/** What is to be computed, for one number of images; reads like the network that it is of. */
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

  /** Numbers as Java has them: fp32, (n, c, h, w), an image after the other. */
  Tensor plain(MapSize size) {
    return new Tensor(size, Descriptor.plain(owner, size.dimensions()));
  }

  /** The same numbers as the steps between want them. */
  Tensor enter(Tensor plain) {
    Tensor inside = inside(plain.size());
    steps.add(primitives.reorder(plain, inside));
    return inside;
  }

  /** And back. */
  Tensor leave(Tensor inside) {
    Tensor plain = plain(inside.size());
    steps.add(primitives.reorder(inside, plain));
    return plain;
  }

  /** convolution(x) + bias. */
  Tensor convolve(Tensor x, Weights weights) {
    return convolve(x, weights, false);
  }

  /** relu(convolution(x) + bias). */
  Tensor convolveRelu(Tensor x, Weights weights) {
    return convolve(x, weights, true);
  }

  private Tensor convolve(Tensor x, Weights weights, boolean relu) {
    Tensor result = inside(weights.output(x.size()));
    steps.add(primitives.convolution(x, weights, result, false, relu));
    return result;
  }

  /** relu(convolution(x) + bias + other), in the place of {@code other}. */
  Tensor convolveAddRelu(Tensor x, Weights weights, Tensor other) {
    steps.add(primitives.convolution(x, weights, other, true, true));
    return other;
  }

  /** The pool after the stem: 3x3, stride 2, padding 1. */
  Tensor maxPool(Tensor x) {
    MapSize size = x.size();
    Tensor result = inside(MapSize.of(size.images(), FoldedResNet.pooled(size.shape())));
    steps.add(primitives.maxPool(x, result, 3, 2, 1));
    return result;
  }

  private Tensor inside(MapSize size) {
    return new Tensor(size, Descriptor.channelsLast(owner, size, precision));
  }
}
