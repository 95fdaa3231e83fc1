package dev.residual.oip;

import java.util.List;

/**
 * What goes into a model, or comes out of it, as the protocol describes it.
 *
 * @param shape with -1 where a dimension may have any size
 */
record TensorMetadata(String name, String datatype, List<Long> shape) {}
