package dev.residual.onednn;

import dev.residual.onednn.ConvolutionShape.Axis;
import java.util.SplittableRandom;

/**
 * A convolution of random values and its gradients, as sums in double precision. Inputs, weights
 * and the gradient of the output are bfloat16 values, the biases are fp32 values.
 */
final class ConvolutionReference {

  /** One value: the indices of its four dimensions. */
  record Place(int a, int b, int y, int x) {}

  private final ConvolutionShape shape;
  private final BatchLayout layout;
  private final MapSize in;
  private final MapSize out;
  private final RandomValues inputs;
  private final RandomValues outputGradients;
  private final RandomValues weights;
  private final float[] biases;

  /**
   * Makes random values.
   *
   * @param owner of the native memory with the values
   */
  ConvolutionReference(
      ConvolutionShape shape,
      BatchLayout layout,
      boolean biased,
      SplittableRandom random,
      NativeScope owner) {
    this.shape = shape;
    this.layout = layout;
    in = shape.input(layout.images());
    out = shape.output(layout.images());
    inputs = new RandomValues(owner, in.values(), random);
    outputGradients = new RandomValues(owner, out.values(), random);
    weights = new RandomValues(owner, shape.weights().size(), random);
    biases = new float[biased ? shape.out() : 0];
    for (int i = 0; i < biases.length; i++) {
      biases[i] = (float) random.nextDouble(-1, 1);
    }
  }

  /** Returns the address of the inputs, in the layout of the maps. */
  long inputs() {
    return inputs.address();
  }

  /** Returns the address of the gradient of the output, in the layout of the maps. */
  long outputGradients() {
    return outputGradients.address();
  }

  /** Returns the address of the weights, in the order (out, in, rows, columns). */
  long weights() {
    return weights.address();
  }

  /** Returns the biases, none if the convolution has no bias. */
  float[] biases() {
    return biases;
  }

  /** Returns the index of a weight or of its gradient. */
  long weightIndex(Place at) {
    return weightIndex(at.a(), at.b(), at.y(), at.x());
  }

  private long weightIndex(int o, int i, int y, int x) {
    long columns = shape.columns().taps();
    return (((long) o * shape.in() + i) * shape.rows().taps() + y) * columns + x;
  }

  /** Returns a value of the output: image, channel, row, column. */
  double output(Place at) {
    Axis rows = shape.rows();
    Axis columns = shape.columns();
    double sum = biases.length == 0 ? 0 : biases[at.b()];
    for (int ky = 0; ky < rows.taps(); ky++) {
      int y = at.y() * rows.stride() - rows.before() + ky;
      for (int kx = 0; kx < columns.taps(); kx++) {
        int x = at.x() * columns.stride() - columns.before() + kx;
        if (y >= 0 && y < rows.size() && x >= 0 && x < columns.size()) {
          for (int i = 0; i < shape.in(); i++) {
            sum +=
                inputs.get(layout.index(in, at.a(), i, y, x))
                    * weights.get(weightIndex(at.b(), i, ky, kx));
          }
        }
      }
    }
    return sum;
  }

  /** Returns a value of the gradient of the input: image, channel, row, column. */
  double inputGradient(Place at) {
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
                outputGradients.get(
                        layout.index(out, at.a(), o, y / rows.stride(), x / columns.stride()))
                    * weights.get(weightIndex(o, at.b(), ky, kx));
          }
        }
      }
    }
    return sum;
  }

  private static boolean isOutput(Axis axis, int place) {
    return place >= 0 && place % axis.stride() == 0 && place / axis.stride() < axis.outputs();
  }

  /** Returns a value of the gradient of the weights: output, input, row, column. */
  double weightGradient(Place at) {
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
                outputGradients.get(layout.index(out, n, at.a(), oy, ox))
                    * inputs.get(layout.index(in, n, at.b(), y, x));
          }
        }
      }
    }
    return sum;
  }

  /** Returns a value of the gradient of the bias: the second index is the channel. */
  double biasGradient(Place at) {
    double sum = 0;
    for (int n = 0; n < layout.images(); n++) {
      for (int y = 0; y < out.height(); y++) {
        for (int x = 0; x < out.width(); x++) {
          sum += outputGradients.get(layout.index(out, n, at.b(), y, x));
        }
      }
    }
    return sum;
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
