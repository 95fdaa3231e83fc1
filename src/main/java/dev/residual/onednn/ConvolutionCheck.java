package dev.residual.onednn;

import dev.residual.onednn.ConvolutionKernels.DataGradient;
import dev.residual.onednn.ConvolutionKernels.Source;
import dev.residual.onednn.ConvolutionReference.Place;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/**
 * Checks the three kernels of a convolution before they train a network: some of their results on
 * random values are compared with sums in double precision. oneDNN has had kernels that are wrong
 * for some sizes only, so each size is checked, once for the process.
 */
final class ConvolutionCheck {

  private static final int SAMPLES = 48;

  /** The largest error, as a share of the root mean square of the expected values. */
  private static final double TOLERANCE = 0.05;

  /** What oneDNN selects kernels by, besides the layout of the gradient of the weights. */
  private record Checked(
      ConvolutionShape shape,
      BatchLayout layout,
      boolean biased,
      boolean learnsBias,
      boolean propagates,
      int threads) {}

  /** The layouts of the gradients of the weights with which kernels were correct. */
  private static final Map<Checked, List<Descriptor>> CORRECT = new ConcurrentHashMap<>();

  /** Owns these layouts as long as the process lives. */
  private static final NativeScope CORRECT_LAYOUTS = new NativeScope();

  private final ConvolutionShape shape;
  private final BatchLayout layout;
  private final ConvolutionKernels kernels;
  private final NativeScope owner;
  private final SplittableRandom random = new SplittableRandom(1);
  private final MapSize in;
  private final MapSize out;

  private ConvolutionCheck(
      ConvolutionShape shape, BatchLayout layout, ConvolutionKernels kernels, NativeScope owner) {
    this.shape = shape;
    this.layout = layout;
    this.kernels = kernels;
    this.owner = owner;
    in = shape.input(layout.images());
    out = shape.output(layout.images());
  }

  /**
   * Checks kernels.
   *
   * @param biased whether the convolution has a bias
   * @param learnsBias whether the bias has a gradient
   * @param propagates whether the gradient of the input is used
   * @throws OneDnnException if a result is wrong
   */
  static void require(
      ConvolutionShape shape,
      BatchLayout layout,
      boolean biased,
      boolean learnsBias,
      boolean propagates,
      ConvolutionKernels kernels) {
    Checked checked =
        new Checked(shape, layout, biased, learnsBias, propagates, ComputeDevice.threadCount());
    List<Descriptor> correct =
        CORRECT.computeIfAbsent(checked, each -> new CopyOnWriteArrayList<>());
    Descriptor gradient = kernels.gradient();
    if (correct.stream().anyMatch(gradient::is)) {
      return;
    }
    try (NativeScope owner = new NativeScope()) {
      new ConvolutionCheck(shape, layout, kernels, owner).check(biased, learnsBias, propagates);
    }
    synchronized (CORRECT_LAYOUTS) {
      correct.add(Descriptor.copyOf(CORRECT_LAYOUTS, gradient.handle()));
    }
  }

  private void check(boolean biased, boolean learnsBias, boolean propagates) {
    Tensor x = layout.tensor(in, owner);
    Tensor y = layout.tensor(out, owner);
    Tensor dx = layout.tensor(in, owner);
    Tensor dy = layout.tensor(out, owner);
    var reference = new ConvolutionReference(shape, layout, biased, random, owner);
    NativeBuffer yBuffer = owner.own(new NativeBuffer(y.layout().bytes()));
    NativeBuffer dxBuffer = owner.own(new NativeBuffer(dx.layout().bytes()));
    Map<Tensor, Long> addresses =
        Map.of(
            x, reference.inputs(),
            dy, reference.outputGradients(),
            y, yBuffer.address(),
            dx, dxBuffer.address());

    List<Step> steps = new ArrayList<>();
    Long bias = biased ? memory(perChannel(reference.biases())) : null;
    long weights = reference.weights();
    steps.add(kernels.forward(Source.of(x), packed(weights, kernels.weights()), bias, y));
    if (propagates) {
      DataGradient gradient = kernels.dataGradient();
      steps.add(kernels.dataGradient(gradient, dy, packed(weights, gradient.weights()), dx));
    }
    Descriptor gradientLayout = kernels.gradient();
    NativeBuffer gradient = owner.own(new NativeBuffer(gradientLayout.bytes()));
    long gradientMemory = owner.memory(gradientLayout, gradient.address());
    NativeBuffer biasGradient = perChannel(new float[reference.biases().length]);
    steps.addAll(
        kernels.weightsGradient(
            Source.of(x), dy, gradientMemory, learnsBias ? memory(biasGradient) : null));
    run(steps, addresses);

    BFloat16 ys = new BFloat16(yBuffer);
    compare(
        "output",
        places(out.images(), out.channels(), out.height(), out.width()),
        at -> ys.get(index(out, at)),
        reference::output);
    if (propagates) {
      BFloat16 dxs = new BFloat16(dxBuffer);
      compare(
          "gradient of the input",
          places(in.images(), in.channels(), in.height(), in.width()),
          at -> dxs.get(index(in, at)),
          reference::inputGradient);
    }
    NativeBuffer plain = unpacked(gradientLayout, gradientMemory);
    compare(
        "gradient of the weights",
        places(shape.out(), shape.in(), shape.rows().taps(), shape.columns().taps()),
        at -> plain.pointer().getFloat(Float.BYTES * reference.weightIndex(at)),
        reference::weightGradient);
    if (learnsBias) {
      compare(
          "gradient of the bias",
          places(1, shape.out(), 1, 1),
          at -> biasGradient.pointer().getFloat((long) Float.BYTES * at.b()),
          reference::biasGradient);
    }
  }

  private void run(List<Step> steps, Map<Tensor, Long> addresses) {
    long scratchpad =
        steps.stream()
            .mapToLong(step -> step.scratchpad().map(Descriptor::bytes).orElse(0L))
            .max()
            .orElse(0);
    NativeBuffer buffer = owner.own(new NativeBuffer(scratchpad));
    long stream = owner.stream();
    for (Step step : steps) {
      new PreparedCall(step, addresses::get, buffer.address(), owner).run(stream);
    }
  }

  private NativeBuffer perChannel(float[] values) {
    NativeBuffer buffer = owner.own(new NativeBuffer((long) Float.BYTES * values.length));
    buffer.pointer().write(0, values, 0, values.length);
    return buffer;
  }

  private long memory(NativeBuffer perChannel) {
    return owner.memory(Descriptor.plain(owner, shape.out()), perChannel.address());
  }

  /** Returns memory with the weights, which are plain at an address, in a layout. */
  private long packed(long address, Descriptor wanted) {
    Descriptor plain = Descriptor.strided(owner, sizes(), Precision.BF16, strides(sizes()));
    NativeBuffer buffer = owner.own(new NativeBuffer(wanted.bytes()));
    long target = owner.memory(wanted, buffer.address());
    long source = owner.memory(plain, address);
    PreparedCall.runOnce(new Primitives(owner).reorder(plain, source, wanted, target), owner);
    return target;
  }

  private NativeBuffer unpacked(Descriptor from, long memory) {
    Descriptor plain = Descriptor.plain(owner, sizes());
    NativeBuffer buffer = owner.own(new NativeBuffer(plain.bytes()));
    long target = owner.memory(plain, buffer.address());
    PreparedCall.runOnce(new Primitives(owner).reorder(from, memory, plain, target), owner);
    return buffer;
  }

  private long[] sizes() {
    return layout.weightSizes(shape);
  }

  private static long[] strides(long[] sizes) {
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= sizes[i];
    }
    return strides;
  }

  private long index(MapSize maps, Place at) {
    return layout.index(maps, at.a(), at.b(), at.y(), at.x());
  }

  /** Returns the corners and some random places. */
  private List<Place> places(int a, int b, int height, int width) {
    List<Place> places = new ArrayList<>();
    for (int y : new int[] {0, height - 1}) {
      for (int x : new int[] {0, width - 1}) {
        places.add(new Place(random.nextInt(a), random.nextInt(b), y, x));
      }
    }
    while (places.size() < SAMPLES) {
      places.add(
          new Place(
              random.nextInt(a), random.nextInt(b), random.nextInt(height), random.nextInt(width)));
    }
    return places;
  }

  private void compare(
      String what,
      List<Place> places,
      ToDoubleFunction<Place> found,
      ToDoubleFunction<Place> expected) {
    double squares = 0;
    double worst = 0;
    for (Place place : places) {
      double wanted = expected.applyAsDouble(place);
      double difference = Math.abs(found.applyAsDouble(place) - wanted);
      squares += wanted * wanted;
      worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
    }
    double spread = Math.sqrt(squares / places.size());
    if (worst > TOLERANCE * spread) {
      throw new OneDnnException(
          String.format(
              Locale.ROOT,
              "the %s of a convolution of %s is off by %.3g, where values are about %.3g",
              what,
              shape,
              worst,
              spread));
    }
  }

  /** Bfloat16 values in native memory. */
  private record BFloat16(NativeBuffer buffer) {

    double get(long index) {
      return Float.intBitsToFloat(buffer.pointer().getShort(Short.BYTES * index) << Short.SIZE);
    }
  }
}
