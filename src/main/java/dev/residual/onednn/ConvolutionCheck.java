package dev.residual.onednn;

import dev.residual.onednn.ConvolutionKernels.DataGradient;
import dev.residual.onednn.ConvolutionKernels.Source;
import dev.residual.onednn.ConvolutionShape.Axis;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
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

  /** What oneDNN selects kernels by. */
  private record Checked(
      ConvolutionShape shape,
      BatchLayout layout,
      boolean biased,
      boolean learnsBias,
      boolean propagates,
      int threads) {}

  /** One result: the indices of its four dimensions. */
  private record Place(int a, int b, int y, int x) {}

  private static final Set<Checked> CORRECT = ConcurrentHashMap.newKeySet();

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
    if (CORRECT.contains(checked)) {
      return;
    }
    try (NativeScope owner = new NativeScope()) {
      new ConvolutionCheck(shape, layout, kernels, owner).check(biased, learnsBias, propagates);
    }
    CORRECT.add(checked);
  }

  private void check(boolean biased, boolean learnsBias, boolean propagates) {
    Tensor x = layout.tensor(in, owner);
    Tensor y = layout.tensor(out, owner);
    Tensor dx = layout.tensor(in, owner);
    Tensor dy = layout.tensor(out, owner);
    RandomValues xs = new RandomValues(owner, x.layout().bytes() / Short.BYTES, random);
    RandomValues dys = new RandomValues(owner, dy.layout().bytes() / Short.BYTES, random);
    long weightCount = (long) shape.out() * shape.in() * taps();
    RandomValues ws = new RandomValues(owner, weightCount, random);
    NativeBuffer yBuffer = owner.own(new NativeBuffer(y.layout().bytes()));
    NativeBuffer dxBuffer = owner.own(new NativeBuffer(dx.layout().bytes()));
    Map<Tensor, Long> addresses =
        Map.of(
            x, xs.address(),
            dy, dys.address(),
            y, yBuffer.address(),
            dx, dxBuffer.address());

    List<Step> steps = new ArrayList<>();
    Long bias = biased ? zeros(shape.out()) : null;
    steps.add(kernels.forward(Source.of(x), packed(ws, kernels.weights()), bias, y));
    if (propagates) {
      DataGradient gradient = kernels.dataGradient();
      steps.add(kernels.dataGradient(gradient, dy, packed(ws, gradient.weights()), dx));
    }
    Descriptor gradientLayout = kernels.gradient();
    NativeBuffer gradient = owner.own(new NativeBuffer(gradientLayout.bytes()));
    long gradientMemory = owner.memory(gradientLayout, gradient.address());
    steps.addAll(
        kernels.weightsGradient(
            Source.of(x), dy, gradientMemory, learnsBias ? zeros(shape.out()) : null));
    run(steps, addresses);

    BFloat16 ys = new BFloat16(yBuffer);
    compare(
        "output",
        places(out.images(), out.channels(), out.height(), out.width()),
        at -> ys.get(index(out, at)),
        at -> output(xs, ws, at));
    if (propagates) {
      BFloat16 dxs = new BFloat16(dxBuffer);
      compare(
          "gradient of the input",
          places(in.images(), in.channels(), in.height(), in.width()),
          at -> dxs.get(index(in, at)),
          at -> inputGradient(dys, ws, at));
    }
    NativeBuffer plain = unpacked(gradientLayout, gradientMemory, weightCount);
    compare(
        "gradient of the weights",
        places(shape.out(), shape.in(), shape.rows().taps(), shape.columns().taps()),
        at -> plain.pointer().getFloat(Float.BYTES * weightIndex(at.a(), at.b(), at.y(), at.x())),
        at -> weightGradient(xs, dys, at));
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

  private long zeros(int count) {
    Descriptor plain = Descriptor.plain(owner, count);
    NativeBuffer buffer = owner.own(new NativeBuffer(plain.bytes()));
    buffer.pointer().clear(plain.bytes());
    return owner.memory(plain, buffer.address());
  }

  /** Returns memory with the weights, which are plain in {@code values}, in a layout. */
  private long packed(RandomValues values, Descriptor wanted) {
    Descriptor plain = Descriptor.strided(owner, sizes(), Precision.BF16, strides(sizes()));
    NativeBuffer buffer = owner.own(new NativeBuffer(wanted.bytes()));
    long target = owner.memory(wanted, buffer.address());
    long source = owner.memory(plain, values.address());
    PreparedCall.runOnce(new Primitives(owner).reorder(plain, source, wanted, target), owner);
    return target;
  }

  private NativeBuffer unpacked(Descriptor from, long memory, long count) {
    Descriptor plain = Descriptor.plain(owner, sizes());
    NativeBuffer buffer = owner.own(new NativeBuffer(count * Float.BYTES));
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

  private long taps() {
    return (long) shape.rows().taps() * shape.columns().taps();
  }

  private long weightIndex(int o, int i, int y, int x) {
    return ((long) o * shape.in() + i) * taps() + (long) y * shape.columns().taps() + x;
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

  private double output(RandomValues xs, RandomValues ws, Place at) {
    Axis rows = shape.rows();
    Axis columns = shape.columns();
    double sum = 0;
    for (int ky = 0; ky < rows.taps(); ky++) {
      int y = at.y() * rows.stride() - rows.before() + ky;
      for (int kx = 0; kx < columns.taps(); kx++) {
        int x = at.x() * columns.stride() - columns.before() + kx;
        if (y >= 0 && y < rows.size() && x >= 0 && x < columns.size()) {
          for (int i = 0; i < shape.in(); i++) {
            sum +=
                xs.get(layout.index(in, at.a(), i, y, x)) * ws.get(weightIndex(at.b(), i, ky, kx));
          }
        }
      }
    }
    return sum;
  }

  private double inputGradient(RandomValues dys, RandomValues ws, Place at) {
    Axis rows = shape.rows();
    Axis columns = shape.columns();
    double sum = 0;
    for (int ky = 0; ky < rows.taps(); ky++) {
      int y = at.y() + rows.before() - ky;
      for (int kx = 0; kx < columns.taps(); kx++) {
        int x = at.x() + columns.before() - kx;
        if (isOutput(rows, y) && isOutput(columns, x)) {
          for (int o = 0; o < shape.out(); o++) {
            sum +=
                dys.get(layout.index(out, at.a(), o, y / rows.stride(), x / columns.stride()))
                    * ws.get(weightIndex(o, at.b(), ky, kx));
          }
        }
      }
    }
    return sum;
  }

  private static boolean isOutput(Axis axis, int place) {
    return place >= 0 && place % axis.stride() == 0 && place / axis.stride() < axis.outputs();
  }

  private double weightGradient(RandomValues xs, RandomValues dys, Place at) {
    Axis rows = shape.rows();
    Axis columns = shape.columns();
    double sum = 0;
    for (int oy = 0; oy < rows.outputs(); oy++) {
      int y = oy * rows.stride() - rows.before() + at.y();
      for (int ox = 0; ox < columns.outputs(); ox++) {
        int x = ox * columns.stride() - columns.before() + at.x();
        if (y >= 0 && y < rows.size() && x >= 0 && x < columns.size()) {
          for (int n = 0; n < layout.images(); n++) {
            sum +=
                dys.get(layout.index(out, n, at.a(), oy, ox))
                    * xs.get(layout.index(in, n, at.b(), y, x));
          }
        }
      }
    }
    return sum;
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

  /** Random bfloat16 values in native memory, which repeat after a while. */
  private static final class RandomValues {

    /** A prime, so that the repetition does not meet the sizes of maps. */
    private static final int PERIOD = 65_521;

    private final float[] values = new float[PERIOD];
    private final long address;

    RandomValues(NativeScope owner, long count, SplittableRandom random) {
      short[] bits = new short[PERIOD];
      for (int i = 0; i < PERIOD; i++) {
        bits[i] = (short) (Float.floatToIntBits((float) random.nextDouble(-1, 1)) >> Short.SIZE);
        values[i] = Float.intBitsToFloat(bits[i] << Short.SIZE);
      }
      NativeBuffer buffer = owner.own(new NativeBuffer(count * Short.BYTES));
      for (long from = 0; from < count; from += PERIOD) {
        int length = (int) Math.min(PERIOD, count - from);
        buffer.pointer().write(from * Short.BYTES, bits, 0, length);
      }
      address = buffer.address();
    }

    long address() {
      return address;
    }

    double get(long index) {
      return values[(int) (index % PERIOD)];
    }
  }
}
