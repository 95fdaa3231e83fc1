package dev.residual.onednn;

import java.util.Map;
import java.util.Optional;

/**
 * One call of a kernel.
 *
 * @param tensors tensors that it reads and writes, by argument number
 * @param constants memory with weights, by argument number
 * @param scratchpad layout of the temporary memory that it needs
 */
record Step(
    long primitive,
    Map<Integer, Tensor> tensors,
    Map<Integer, Long> constants,
    Optional<Descriptor> scratchpad) {

  /** The numbers of the arguments of a kernel, {@code DNNL_ARG_...} in oneDNN's C API. */
  static final class ExecArgument {

    static final int SOURCE = 1;
    static final int SECOND_SOURCE = 2;
    static final int TARGET = 17;
    static final int WEIGHTS = 33;
    static final int BIAS = 41;
    static final int MEAN = 49;
    static final int VARIANCE = 50;
    static final int SCALE = 51;
    static final int SHIFT = 52;
    static final int WORKSPACE = 64;
    static final int SCRATCHPAD = 80;
    static final int SOURCE_GRADIENT = 129;
    static final int TARGET_GRADIENT = 145;
    static final int WEIGHTS_GRADIENT = 161;
    static final int BIAS_GRADIENT = 169;
    static final int SCALE_GRADIENT = 255;
    static final int SHIFT_GRADIENT = 256;

    private ExecArgument() {}
  }
}
