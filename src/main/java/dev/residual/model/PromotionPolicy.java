package dev.residual.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;

/** Whether a new model becomes the one that answers by default. */
@Schema(
    enumAsRef = true,
    description =
        "whether the model becomes the default: always; if-better, if its test accuracy is higher "
            + "than the default's, or there is no default, or the default was trained on another "
            + "data set, with which it is not compared; never, then it is asked for by its id. "
            + "Default if-better")
public enum PromotionPolicy {
  /** Whatever it does on the test set. */
  @JsonProperty("always")
  ALWAYS,

  /**
   * If its test accuracy beats the default's on the same data set. A default that was trained on
   * another data set counts as none on this one, and so does no default at all: the new model takes
   * over.
   */
  @JsonProperty("if-better")
  IF_BETTER,

  /** It must be asked for by its id. */
  @JsonProperty("never")
  NEVER
}
