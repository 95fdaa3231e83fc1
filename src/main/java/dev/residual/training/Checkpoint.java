package dev.residual.training;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The state of a training after a step.
 *
 * @param step number of steps done
 * @param position the record that was saved with the tensors
 * @param tensors by name, in the order of saving; their memory is owned by the manager they were
 *     read with
 */
public record Checkpoint<P>(long step, P position, Map<String, NDArray> tensors) {}
