package dev.residual.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is done about classes that have fewer images than others. */
public enum ClassBalance {
  /** Each image counts the same. */
  @JsonProperty("none")
  NONE,

  /**
   * The loss of an image is multiplied by a weight that is inversely proportional to the number of
   * training images of its class; over all training images, the mean weight is 1.
   */
  @JsonProperty("weights")
  WEIGHTS,

  /**
   * An epoch has equally many images of each class: those of rare classes are repeated, and some of
   * frequent classes are left out.
   */
  @JsonProperty("sampling")
  SAMPLING
}
