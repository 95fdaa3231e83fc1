package dev.residual.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * What a training was when it was last kept.
 *
 * @param tensors by name; they belong to the manager that they were read with
 * @param <P> where it was, all but its tensors
 */
public record Checkpoint<P>(P position, Map<String, NDArray> tensors) {}
