package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's convolutions as libtorch offers them to compiled models: weights lie as the processor's
 * kernels want them, and what follows a convolution is done while its result is at hand. The C
 * functions among them give a code where the others would end the JVM.
 */
final class PackedKernels {

  private static final String TO_DTYPE =
      "_ZN2at4_ops8to_dtype4callERKNS_6TensorEN3c1010ScalarTypeEbbSt8optionalINS5_12MemoryFormatEE";
  private static final String TO_MKLDNN =
      "_ZN2at4_ops9to_mkldnn4callERKNS_6TensorESt8optionalIN3c1010ScalarTypeEE";
  private static final String REORDER =
      "_ZN2at4_ops28mkldnn_reorder_conv2d_weight4callERKNS_6TensorEN3c108ArrayRefINS5_6SymIntEEES8_"
          + "S8_S7_NS5_16OptionalArrayRefIS7_EE";
  private static final String CONVOLVE = "aoti_torch_cpu_mkldnn__convolution_pointwise";
  private static final String CONVOLVE_AND_ADD =
      "aoti_torch_cpu_mkldnn__convolution_pointwise_binary_";

  // c10::ScalarType
  private static final int FLOAT = 6;
  private static final int BFLOAT16 = 15;

  /** {@code std::optional} of a type of one byte: the byte, then whether there is one. */
  private static final int PRESENT = 1 << Byte.SIZE;

  private static final long THERE_IS_ONE = 1;
  private static final int ARGUMENTS = 18;

  private static final Memory NONE = text("none");
  private static final Memory RELU = text("relu");
  private static final Memory ADD = text("add");
  private static final Memory POINTER_TO_RELU = pointer(RELU);
  private static final Memory POINTER_TO_NOTHING = pointer(text(""));

  private final Function toDtype;
  private final Function toMkldnn;
  private final Function reorder;
  private final Function convolve;
  private final Function convolveAndAdd;

  private PackedKernels(
      Function toDtype,
      Function toMkldnn,
      Function reorder,
      Function convolve,
      Function convolveAndAdd) {
    this.toDtype = toDtype;
    this.toMkldnn = toMkldnn;
    this.reorder = reorder;
    this.convolve = convolve;
    this.convolveAndAdd = convolveAndAdd;
  }

  /** Loaded with the first use, because the engine has to be. */
  private static final class Holder {
    static final Optional<PackedKernels> FOUND = search();
  }

  /** None when this libtorch does not have them all, or they are called in a way not known. */
  static Optional<PackedKernels> find() {
    return Holder.FOUND;
  }

  private static Optional<PackedKernels> search() {
    if (!Platform.isLinux() || !Platform.isIntel() || !Platform.is64Bit()) {
      return Optional.empty();
    }
    Optional<Function> toDtype = Libtorch.function(TO_DTYPE);
    Optional<Function> toMkldnn = Libtorch.function(TO_MKLDNN);
    Optional<Function> reorder = Libtorch.function(REORDER);
    Optional<Function> convolve = Libtorch.function(CONVOLVE);
    Optional<Function> convolveAndAdd = Libtorch.function(CONVOLVE_AND_ADD);
    return toDtype.isPresent()
            && toMkldnn.isPresent()
            && reorder.isPresent()
            && convolve.isPresent()
            && convolveAndAdd.isPresent()
        ? Optional.of(
            new PackedKernels(
                toDtype.get(), toMkldnn.get(), reorder.get(), convolve.get(), convolveAndAdd.get()))
        : Optional.empty();
  }

  /** A tensor in a precision; perhaps one that shares its memory. */
  NDArray in(Precision precision, NDArray tensor, NDManager owner) {
    Pointer copy = newTensor();
    toDtype.invokeVoid(new Object[] {copy, handle(tensor), (byte) dtype(precision), 0, 0, 0});
    return owned(copy, owner);
  }

  /**
   * A copy of a weight as it is wanted for inputs of one shape.
   *
   * @param weight (out, in, kernel, kernel), fp32
   * @param input (n, in, h, w)
   */
  NDArray packed(
      NDArray weight, Geometry geometry, Shape input, Precision precision, NDManager owner) {
    Pointer opaque = newTensor();
    toMkldnn.invokeVoid(new Object[] {opaque, handle(weight), dtype(precision) | PRESENT});
    try (NDArray unordered = owned(opaque, owner);
        Memory groups = Geometry.longs(1);
        Memory size = Geometry.longs(input.getShape())) {
      Pointer packed = newTensor();
      List<Object> arguments = new ArrayList<>(ARGUMENTS);
      Collections.addAll(arguments, packed, handle(unordered));
      geometry.addTo(arguments);
      Collections.addAll(arguments, groups, size, (long) input.dimension(), THERE_IS_ONE);
      reorder.invokeVoid(arguments.toArray());
      return owned(packed, owner);
    }
  }

  /** convolution(x) + bias, with a ReLU behind it or not; owned by the manager of {@code x}. */
  NDArray convolve(NDArray x, NDArray weight, Pointer bias, Geometry geometry, boolean relu) {
    List<Object> arguments = convolution(x, weight, bias, geometry);
    arguments.addAll(Arrays.asList(relu ? RELU : NONE, Pointer.NULL, 0L, POINTER_TO_NOTHING));
    return result(convolve, arguments, x);
  }

  /** relu(convolution(x) + bias + other), in the place of {@code other}. */
  NDArray convolveAndAdd(
      NDArray x, NDArray weight, Pointer bias, Geometry geometry, NDArray other) {
    List<Object> arguments = convolution(x, weight, bias, geometry);
    arguments.add(0, handle(other));
    arguments.addAll(
        Arrays.asList(ADD, Pointer.NULL, POINTER_TO_RELU, Pointer.NULL, 0L, POINTER_TO_NOTHING));
    return result(convolveAndAdd, arguments, x);
  }

  private static List<Object> convolution(
      NDArray x, NDArray weight, Pointer bias, Geometry geometry) {
    List<Object> arguments = new ArrayList<>(ARGUMENTS);
    Collections.addAll(arguments, handle(x), handle(weight), bias);
    geometry.addTo(arguments);
    arguments.add(1L); // groups
    return arguments;
  }

  private static NDArray result(Function function, List<Object> arguments, NDArray x) {
    try (Memory result = new Memory(Native.POINTER_SIZE)) {
      arguments.add(result);
      if (function.invokeInt(arguments.toArray()) != 0) {
        throw new IllegalStateException("libtorch refused a convolution of " + x.getShape());
      }
      return owned(result.getPointer(0), x.getManager());
    }
  }

  /** An {@code at::Tensor} that is nothing yet; whoever deletes it frees this memory. */
  private static Pointer newTensor() {
    Pointer tensor = new Pointer(Native.malloc(Native.POINTER_SIZE));
    tensor.setPointer(0, Pointer.NULL);
    return tensor;
  }

  private static NDArray owned(Pointer tensor, NDManager owner) {
    return new PtNDArray((PtNDManager) owner, Pointer.nativeValue(tensor));
  }

  static Pointer handle(NDArray tensor) {
    return new Pointer(((PtNDArray) tensor).getHandle());
  }

  private static int dtype(Precision precision) {
    return precision == Precision.BF16 ? BFLOAT16 : FLOAT;
  }

  private static Memory text(String text) {
    Memory memory = new Memory(text.length() + 1L);
    memory.setString(0, text);
    return memory;
  }

  private static Memory pointer(@Nullable Pointer to) {
    Memory memory = new Memory(Native.POINTER_SIZE);
    memory.setPointer(0, to);
    return memory;
  }

  /** Stride and padding of a convolution that is square in both, as libtorch reads them. */
  record Geometry(Memory stride, Memory padding, Memory dilation) implements AutoCloseable {

    private static final long DIMENSIONS = 2;

    static Geometry of(int stride, int padding) {
      return new Geometry(longs(stride, stride), longs(padding, padding), longs(1, 1));
    }

    /** Each is an {@code at::ArrayRef}, which is passed as its two members. */
    void addTo(List<Object> arguments) {
      Collections.addAll(arguments, padding, DIMENSIONS, stride, DIMENSIONS, dilation, DIMENSIONS);
    }

    static Memory longs(long... values) {
      Memory memory = new Memory((long) values.length * Long.BYTES);
      memory.write(0, values, 0, values.length);
      return memory;
    }

    @Override
    public void close() {
      stride.close();
      padding.close();
      dilation.close();
    }
  }
}
