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
    Optional<Descriptor> scratchpad) {}
