package dev.residual.training;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * A training as it was after a step.
 *
 * @param step how many steps were done
 * @param position what was saved beside the tensors
 * @param tensors by name, in the order of saving; their memory belongs to the manager they were
 *     read with, and to nothing else
 */
public record Checkpoint<P>(long step, P position, Map<String, NDArray> tensors) {}
