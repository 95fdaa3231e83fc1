package dev.residual.lineage;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Where a model comes from, and what was made from it.
 *
 * @param start what the first training of the line started from
 * @param parents the models that the trainings started from, the nearest first; none if the model
 *     itself is the start
 * @param children the newest models that were trained from it, at most {@value #MOST}
 * @param childCount how many there are
 * @param reproductions the newest models that repeat its training, at most {@value #MOST}
 */
@Schema(description = "Where a model comes from, and what was made from it")
record Lineage(
    LineageModel model,
    @Schema(description = "What the first training of the line started from") Start start,
    @Schema(description = "The models that the trainings started from, the nearest first")
        List<LineageModel> parents,
    @Schema(description = "The newest models that were trained from it, at most 100")
        List<LineageModel> children,
    long childCount,
    @Schema(description = "The newest models that repeat its training, at most 100")
        List<LineageModel> reproductions) {

  static final int MOST = 100;

  /** What the first training of a line started from. */
  @Schema(
      name = "LineageStart",
      enumAsRef = true,
      description =
          "RANDOM_WEIGHTS: a training with random weights. IMPORTED_WEIGHTS: weights from"
              + " elsewhere. DELETED_MODEL: the last one of parents was deleted, and what it was"
              + " made from is not known. UNKNOWN: an earlier version of the service did not keep"
              + " it. LONGER: there are more than 100 parents")
  enum Start {
    /** A training started with random weights. */
    RANDOM_WEIGHTS,
    /** The weights of the last parent, or of the model itself, are from elsewhere. */
    IMPORTED_WEIGHTS,
    /** The last parent was deleted. */
    DELETED_MODEL,
    /** An earlier version trained the last parent and did not keep what it started from. */
    UNKNOWN,
    /** There are more parents than are shown. */
    LONGER
  }
}
