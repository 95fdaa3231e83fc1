package dev.residual.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How values are spread over a range. */
public enum RangeScale {
  /** Equal differences are equally likely. */
  @JsonProperty("linear")
  LINEAR,

  /** Equal ratios are equally likely. */
  @JsonProperty("log")
  LOG
}
