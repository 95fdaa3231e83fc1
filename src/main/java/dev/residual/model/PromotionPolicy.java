package dev.residual.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;

/** Decides whether a new model becomes the default model. */
@Schema(
    enumAsRef = true,
    description =
        "Whether the model becomes the default. always: it does. if-better: it does if its test "
            + "accuracy is higher than the default's, if there is no default, or if the default "
            + "was trained on another data set, as these are not compared. never: it does not, "
            + "and is used by its id. Default if-better")
public enum PromotionPolicy {
  /** The new model becomes the default, whatever its test accuracy. */
  @JsonProperty("always")
  ALWAYS,

  /**
   * The new model becomes the default if its test accuracy is higher than the default's on the same
   * data set. It also does if there is no default, or if the default was trained on another data
   * set.
   */
  @JsonProperty("if-better")
  IF_BETTER,

  /** The new model does not become the default. It is used by its id. */
  @JsonProperty("never")
  NEVER
}
