package dev.residual.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** By what the best epoch is chosen. */
public enum SelectBy {
  /** The highest top-1 accuracy. */
  @JsonProperty("top1")
  TOP1,

  /** The highest mean of the F1 of the classes, in which each class counts the same. */
  @JsonProperty("macro-f1")
  MACRO_F1,

  /** The lowest loss. */
  @JsonProperty("loss")
  LOSS
}
