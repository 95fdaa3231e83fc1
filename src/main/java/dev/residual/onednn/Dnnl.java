package dev.residual.onednn;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Locale;
import java.util.Map;

/**
 * The functions of oneDNN's C API that are used here. Only the names differ from the manual: {@code
 * engineCreate} is {@code dnnl_engine_create}. Pointers are longs. Where a function creates an
 * object, the first argument is an array of length one for its address. Each function returns a
 * status, 0 for success, unless its comment says otherwise.
 */
final class Dnnl {

  private static final FunctionMapper NAMES =
      (library, method) ->
          "dnnl_" + method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);

  // These values are from dlfcn.h of Linux.
  private static final int RTLD_NOW = 0x2;
  private static final int RTLD_DEEPBIND = 0x8;

  /**
   * The options for loading the library. libtorch contains an older oneDNN with the same symbol
   * names, so each must be bound to its own symbols.
   */
  static final Map<String, Object> OPTIONS =
      Map.of(
          Library.OPTION_FUNCTION_MAPPER,
          NAMES,
          Library.OPTION_OPEN_FLAGS,
          RTLD_NOW | RTLD_DEEPBIND);

  private Dnnl() {}

  /** Binds the functions to a library. This must be called once, before any other function. */
  static NativeLibrary bind(String file) {
    NativeLibrary library = NativeLibrary.getInstance(file, OPTIONS);
    Native.register(Dnnl.class, library);
    return library;
  }

  /**
   * Returns the address of a struct that begins with three ints (major, minor, patch), not a
   * status.
   */
  static native long version();

  static native int engineCreate(long[] engine, int kind, long index);

  static native int streamCreate(long[] stream, long engine, int flags);

  static native int streamDestroy(long stream);

  static native int memoryDescCreateWithStrides(
      long[] descriptor, int dimensions, long[] sizes, int type, long[] strides);

  static native int memoryDescCreateWithTag(
      long[] descriptor, int dimensions, long[] sizes, int type, int tag);

  static native int memoryDescClone(long[] descriptor, long existing);

  static native int memoryDescCreateSubmemory(
      long[] descriptor, long parent, long[] sizes, long[] offsets);

  static native int memoryDescDestroy(long descriptor);

  /** Returns 1 if they are equal or 0 if not, not a status. */
  static native int memoryDescEqual(long one, long other);

  /** Returns a number of bytes, not a status. */
  static native long memoryDescGetSize(long descriptor);

  static native int memoryCreate(long[] memory, long descriptor, long engine, long address);

  static native int memorySetDataHandle(long memory, long address);

  static native int memoryDestroy(long memory);

  static native int postOpsCreate(long[] operations);

  static native int postOpsAppendSum(long operations, float scale, int zeroPoint, int type);

  static native int postOpsAppendEltwise(long operations, int algorithm, float alpha, float beta);

  static native int postOpsDestroy(long operations);

  static native int primitiveAttrCreate(long[] attributes);

  static native int primitiveAttrSetScratchpadMode(long attributes, int mode);

  static native int primitiveAttrSetPostOps(long attributes, long operations);

  static native int primitiveAttrDestroy(long attributes);

  static native int convolutionForwardPrimitiveDescCreate(
      long[] descriptor,
      long engine,
      int propagation,
      int algorithm,
      long source,
      long weights,
      long bias,
      long target,
      long[] strides,
      long[] dilations,
      long[] paddingBefore,
      long[] paddingAfter,
      long attributes);

  static native int poolingForwardPrimitiveDescCreate(
      long[] descriptor,
      long engine,
      int propagation,
      int algorithm,
      long source,
      long target,
      long[] strides,
      long[] kernel,
      long[] dilations,
      long[] paddingBefore,
      long[] paddingAfter,
      long attributes);

  static native int convolutionBackwardDataPrimitiveDescCreate(
      long[] descriptor,
      long engine,
      int algorithm,
      long sourceGradient,
      long weights,
      long targetGradient,
      long[] strides,
      long[] dilations,
      long[] paddingBefore,
      long[] paddingAfter,
      long forward,
      long attributes);

  static native int convolutionBackwardWeightsPrimitiveDescCreate(
      long[] descriptor,
      long engine,
      int algorithm,
      long source,
      long weightsGradient,
      long biasGradient,
      long targetGradient,
      long[] strides,
      long[] dilations,
      long[] paddingBefore,
      long[] paddingAfter,
      long forward,
      long attributes);

  static native int batchNormalizationForwardPrimitiveDescCreate(
      long[] descriptor,
      long engine,
      int propagation,
      long source,
      long target,
      float epsilon,
      int flags,
      long attributes);

  static native int batchNormalizationBackwardPrimitiveDescCreate(
      long[] descriptor,
      long engine,
      int propagation,
      long sourceGradient,
      long targetGradient,
      long source,
      float epsilon,
      int flags,
      long forward,
      long attributes);

  static native int binaryPrimitiveDescCreate(
      long[] descriptor,
      long engine,
      int algorithm,
      long first,
      long second,
      long target,
      long attributes);

  static native int eltwiseForwardPrimitiveDescCreate(
      long[] descriptor,
      long engine,
      int propagation,
      int algorithm,
      long source,
      long target,
      float alpha,
      float beta,
      long attributes);

  static native int eltwiseBackwardPrimitiveDescCreate(
      long[] descriptor,
      long engine,
      int algorithm,
      long sourceGradient,
      long targetGradient,
      long data,
      float alpha,
      float beta,
      long forward,
      long attributes);

  static native int poolingBackwardPrimitiveDescCreate(
      long[] descriptor,
      long engine,
      int algorithm,
      long sourceGradient,
      long targetGradient,
      long[] strides,
      long[] kernel,
      long[] dilations,
      long[] paddingBefore,
      long[] paddingAfter,
      long forward,
      long attributes);

  static native int reorderPrimitiveDescCreate(
      long[] descriptor,
      long source,
      long sourceEngine,
      long target,
      long targetEngine,
      long attributes);

  /** Returns a memory descriptor that belongs to the primitive descriptor, not a status. */
  static native long primitiveDescQueryMd(long descriptor, int what, int index);

  /** Writes the answer, whose type depends on {@code what}. */
  static native int primitiveDescQuery(long descriptor, int what, int index, long[] result);

  static native int primitiveDescDestroy(long descriptor);

  static native int primitiveCreate(long[] primitive, long descriptor);

  static native int primitiveExecute(long primitive, long stream, int count, long arguments);

  static native int primitiveDestroy(long primitive);
}
