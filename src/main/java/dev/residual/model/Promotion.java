package dev.residual.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a new model becomes the one that answers by default. */
public enum Promotion {
  /** Whatever it does on the test set. */
  @JsonProperty("always")
  ALWAYS,

  /** If its test accuracy beats the default's on the same data set, or there is no such default. */
  @JsonProperty("if-better")
  IF_BETTER,

  /** It must be asked for by its id. */
  @JsonProperty("never")
  NEVER
}
