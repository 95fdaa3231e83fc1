package dev.residual.safetensors;

import ai.djl.ndarray.types.Shape;

/**
 * One tensor of a file.
 *
 * @param name its name in the file
 * @param begin where its numbers begin, in bytes after the header
 * @param end where they end, exclusive
 */
public record TensorInfo(String name, TensorType type, Shape shape, long begin, long end) {}
