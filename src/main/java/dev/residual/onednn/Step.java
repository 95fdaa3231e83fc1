package dev.residual.onednn;

import java.util.Map;
import java.util.Optional;

/**
 * One call of a kernel.
 *
 * @param tensors what it reads and writes, by the numbers that oneDNN gives to arguments
 * @param constants memory with weights, likewise
 * @param scratch what it wants to scribble on
 */
record Step(
    long primitive,
    Map<Integer, Tensor> tensors,
    Map<Integer, Long> constants,
    Optional<Descriptor> scratch) {}
