package dev.residual.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;

/** Decides which aliases a new model gets. */
@Schema(
    enumAsRef = true,
    description =
        "Which aliases the model gets. always: the alias named after its data set, and default. "
            + "if-better: the alias named after its data set, if its test accuracy is higher than "
            + "that of the alias's model, if there is none, or if that one was trained on another "
            + "version of the data set; and default, if there is none, or if it was trained on "
            + "the same version with a lower test accuracy. never: none, and the model is used by "
            + "its id. Default if-better")
public enum PromotionPolicy {
  /**
   * The new model gets the alias named after its data set and the alias {@code default}, whatever
   * its test accuracy.
   */
  @JsonProperty("always")
  ALWAYS,

  /**
   * The new model gets the alias named after its data set if its test accuracy is higher than that
   * of the alias's model. It also does if there is no such alias, or if the alias's model was
   * trained on another version of the data set. It gets {@code default} if there is no such alias,
   * or if it is better than that alias's model on the same version of the same data set.
   */
  @JsonProperty("if-better")
  IF_BETTER,

  /** The new model gets no alias. It is used by its id. */
  @JsonProperty("never")
  NEVER
}
