package dev.residual.oip;

import java.util.List;

/**
 * The metadata of a model's input or output in the form of the protocol.
 *
 * @param shape with -1 for a dimension of any size
 */
record TensorMetadata(String name, String datatype, List<Long> shape) {}
