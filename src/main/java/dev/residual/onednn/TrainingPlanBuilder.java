package dev.residual.onednn;

import dev.residual.nn.NetworkOutline.Conv;
import dev.residual.nn.NetworkOutline.Unit;
import dev.residual.onednn.ConvolutionKernels.DataGradient;
import dev.residual.onednn.ConvolutionKernels.Source;
import dev.residual.onednn.ConvolutionShape.Axis;
import dev.residual.onednn.LayerKernels.Layer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds the steps of a forward and a backward pass. Each method adds its forward steps at once and
 * records what adds its backward steps, which follow in reverse order at the end, as with a
 * gradient tape. Nothing depends on values, so the tape is made once.
 */
final class TrainingPlanBuilder {

  private final TrainableWeights weights;
  private final boolean shortened;
  private final BatchLayout layout;
  private final BatchLayout stemLayout;
  private final NativeScope owner;
  private final NativeScope descriptors;
  private final Primitives primitives;
  private final LayerKernels layers;
  private final List<Step> refreshes = new ArrayList<>();
  private final List<Step> forward = new ArrayList<>();
  private final List<Step> backward = new ArrayList<>();
  private final List<TrainingPlan.Statistics> statistics = new ArrayList<>();
  private final Deque<Runnable> tape = new ArrayDeque<>();

  /** The gradient of each tensor, once a backward step has written it. */
  private final IdentityHashMap<Tensor, Tensor> gradients = new IdentityHashMap<>();

  /**
   * Creates a builder.
   *
   * @param images number of images of a batch
   * @param shortened whether taps that reach only padding are left out
   * @param owner of what the steps need
   * @param descriptors owner of what only their creation needs
   */
  TrainingPlanBuilder(
      TrainableWeights weights,
      int images,
      boolean shortened,
      NativeScope owner,
      NativeScope descriptors) {
    this.weights = weights;
    this.shortened = shortened;
    this.owner = owner;
    this.descriptors = descriptors;
    layout = BatchLayout.of(images);
    stemLayout = BatchLayout.channelsLast(images);
    primitives = new Primitives(owner);
    layers = new LayerKernels(owner, descriptors);
  }

  BatchLayout layout() {
    return layout;
  }

  /** Returns the forward steps, the first of which copy the weights. */
  List<Step> forwardSteps() {
    List<Step> all = new ArrayList<>(refreshes);
    all.addAll(forward);
    return all;
  }

  List<Step> backwardSteps() {
    return backward;
  }

  List<TrainingPlan.Statistics> statistics() {
    return statistics;
  }

  /**
   * Adds the stem: convolution, norm, max pool if there is one, ReLU.
   *
   * @param images memory of the unrolled images
   */
  Tensor stem(Unit stem, UnrolledImages images, boolean pooled) {
    Tensor y = convolve(new Source(null, images.memory()), stem.conv(), images, stemLayout, false);
    y = normalize(y, norm(stem), stemLayout, !pooled, true);
    if (pooled) {
      y = relu(maxPool(y));
    }
    return toBlocks(y);
  }

  /** Adds a convolution and its norm, if it has one, and a ReLU after the norm if asked to. */
  Tensor unit(Tensor x, Unit unit, boolean relu) {
    Tensor y =
        convolve(
            Source.of(x), unit.conv(), null, layout, unit.conv().biased() && unit.norm() == null);
    return unit.norm() == null ? y : normalize(y, norm(unit), layout, relu, relu);
  }

  private static String norm(Unit unit) {
    return Objects.requireNonNull(unit.norm());
  }

  /** Adds relu(sum + other), which overwrites {@code sum}. */
  Tensor addRelu(Tensor sum, Tensor other) {
    forward.add(layers.add(sum, other, true));
    Tensor result = sum.renamed();
    tape.push(
        () -> {
          Tensor dy = gradient(result);
          backward.add(layers.relu(result).gradient().step(dy, dy));
          accumulate(sum, dy);
          accumulate(other, dy);
        });
    return result;
  }

  /**
   * Adds the conversion of the last maps to fp32 values in the order (h, w, n, c), and the
   * conversion of their gradient back.
   */
  void output(Tensor x, long memory, long gradientMemory) {
    Descriptor plain = layout.pixelsFirst(x.size(), owner);
    forward.add(primitives.reorder(x, plain, memory));
    tape.push(
        () -> {
          Tensor dx = layout.tensor(x.size(), owner);
          backward.add(primitives.reorder(plain, gradientMemory, dx));
          accumulate(x, dx);
        });
  }

  /** Adds the backward steps of everything that was added. */
  void finish() {
    while (!tape.isEmpty()) {
      tape.pop().run();
    }
  }

  private Tensor convolve(
      Source x, Conv conv, @Nullable UnrolledImages images, BatchLayout maps, boolean learnsBias) {
    ConvolutionShape shape = images == null ? shape(conv).aligned() : images.shape();
    WeightRegion region = region(conv, shape, images);
    TrainableConvolution known = weights.find(conv.name());
    ConvolutionKernels kernels = kernels(shape, maps, conv.biased(), learnsBias, known);
    ConvolutionCheck.require(shape, maps, conv.biased(), learnsBias, x.planned() != null, kernels);
    TrainableConvolution learned =
        known != null
            ? known
            : weights.add(conv.name(), shape, region, kernels.gradient(), maps.weightSizes(shape));
    TrainableWeights.Bias bias =
        conv.biased() ? weights.bias(conv.name(), shape.out(), learnsBias) : null;

    Tensor y = maps.tensor(shape.output(maps.images()), owner);
    forward.add(
        kernels.forward(
            x, copy(learned, kernels.weights()), bias == null ? null : bias.memory(), y));
    DataGradient dataGradient = x.planned() == null ? null : kernels.dataGradient();
    long dataWeights = dataGradient == null ? 0 : copy(learned, dataGradient.weights());
    tape.push(
        () -> {
          Tensor dy = gradient(y);
          if (dataGradient != null) {
            Tensor dx = maps.tensor(x.tensor().size(), owner);
            backward.add(kernels.dataGradient(dataGradient, dy, dataWeights, dx));
            accumulate(x.tensor(), dx);
          }
          weightsGradient(kernels, x, dy, learned, bias);
        });
    return y;
  }

  private void weightsGradient(
      ConvolutionKernels kernels,
      Source x,
      Tensor dy,
      TrainableConvolution learned,
      TrainableWeights.@Nullable Bias bias) {
    Long biasGradient = bias == null ? null : bias.gradientMemory();
    Descriptor own = kernels.gradient();
    if (own.is(learned.layout())) {
      backward.addAll(kernels.weightsGradient(x, dy, learned.gradientMemory(), biasGradient));
      return;
    }
    NativeBuffer buffer = owner.own(new NativeBuffer(own.bytes()));
    long memory = owner.memory(own, buffer.address());
    backward.addAll(kernels.weightsGradient(x, dy, memory, biasGradient));
    backward.add(primitives.reorder(own, memory, learned.layout(), learned.gradientMemory()));
  }

  /**
   * Selects the kernels of a convolution. Where another number of images has chosen the layout of
   * the gradient, it is kept if there is a fast kernel for it.
   */
  private ConvolutionKernels kernels(
      ConvolutionShape shape,
      BatchLayout maps,
      boolean biased,
      boolean learnsBias,
      @Nullable TrainableConvolution known) {
    if (known != null) {
      try {
        ConvolutionKernels kernels =
            new ConvolutionKernels(
                shape, maps, biased, learnsBias, known.layout(), owner, descriptors);
        if (kernels.isFast()) {
          return kernels;
        }
      } catch (OneDnnException e) {
        // There is no kernel for that layout.
      }
    }
    return new ConvolutionKernels(shape, maps, biased, learnsBias, null, owner, descriptors);
  }

  private long copy(TrainableConvolution conv, Descriptor wanted) {
    Step refresh = conv.refresh(wanted);
    if (!refreshes.contains(refresh)) {
      refreshes.add(refresh);
    }
    return conv.copy(wanted);
  }

  private WeightRegion region(
      Conv conv, ConvolutionShape aligned, @Nullable UnrolledImages images) {
    int out = (int) conv.weight().get(0);
    int in = images == null ? (int) conv.weight().get(1) : aligned.in();
    WeightRegion region = images == null ? taps(axis(conv)) : images.region();
    return out == aligned.out() && in == aligned.in()
        ? region
        : new WeightRegion.Aligned(region, out, in, aligned);
  }

  private static WeightRegion taps(Axis axis) {
    return new WeightRegion.Taps(axis.firstTap(), axis.firstTap() + axis.taps() - 1);
  }

  private ConvolutionShape shape(Conv conv) {
    return new ConvolutionShape(
        (int) conv.weight().get(1), (int) conv.weight().get(0), axis(conv), axis(conv));
  }

  private Axis axis(Conv conv) {
    return Axis.of(
        (int) conv.input().get(2),
        (int) conv.weight().get(2),
        conv.stride(),
        conv.padding(),
        shortened);
  }

  private Tensor normalize(
      Tensor x, String name, BatchLayout maps, boolean relu, boolean overwrites) {
    TrainableNorm norm = weights.norm(name, x.size().channels());
    Tensor y = maps.tensor(x.size(), owner);
    Layer layer = layers.normalize(x, y, maps.rows(x.size(), owner), norm.memory(), relu);
    forward.add(layer.forward());
    statistics.add(
        new TrainingPlan.Statistics(
            norm, (long) x.size().images() * x.size().height() * x.size().width()));
    tape.push(
        () -> {
          Tensor dy = gradient(y);
          Tensor dx = overwrites ? dy : maps.tensor(x.size(), owner);
          backward.add(layer.gradient().step(dy, dx));
          accumulate(x, dx);
        });
    return y;
  }

  private Tensor maxPool(Tensor x) {
    MapSize in = x.size();
    MapSize out =
        new MapSize(in.images(), in.channels(), (in.height() + 1) / 2, (in.width() + 1) / 2);
    Tensor y = stemLayout.tensor(out, owner);
    Layer layer = layers.maxPool(x, y);
    forward.add(layer.forward());
    tape.push(
        () -> {
          Tensor dx = stemLayout.tensor(in, owner);
          backward.add(layer.gradient().step(gradient(y), dx));
          accumulate(x, dx);
        });
    return y;
  }

  private Tensor relu(Tensor x) {
    Layer layer = layers.relu(x);
    forward.add(layer.forward());
    Tensor result = x.renamed();
    tape.push(
        () -> {
          Tensor dy = gradient(result);
          backward.add(layer.gradient().step(dy, dy));
          accumulate(x, dy);
        });
    return result;
  }

  private Tensor toBlocks(Tensor x) {
    Tensor y = layout.tensor(x.size(), owner);
    Descriptor view = layout.channelsLastInBlocks(x.size(), owner);
    forward.add(primitives.reorder(x.viewedAs(view), y));
    tape.push(
        () -> {
          Tensor dx = stemLayout.tensor(x.size(), owner);
          backward.add(primitives.reorder(gradient(y), dx.viewedAs(view)));
          accumulate(x, dx);
        });
    return y;
  }

  private Tensor gradient(Tensor tensor) {
    return Objects.requireNonNull(gradients.get(tensor), "no backward step wrote this gradient");
  }

  /** Adds a gradient to that of a tensor. The first one becomes the sum, which is overwritten. */
  private void accumulate(Tensor tensor, Tensor gradient) {
    Tensor sum = gradients.putIfAbsent(tensor, gradient);
    if (sum != null) {
      backward.add(layers.add(sum, gradient, false));
    }
  }
}
