package dev.residual.nn;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an image passes before the first residual block. */
public enum Stem {
  /**
   * 7x7 convolution of stride 2, then a 3x3 max pool of stride 2: a quarter of height and width.
   */
  @JsonProperty("large")
  LARGE,

  /** 3x3 convolution of stride 1 and no pool, for images trained at their own 28 pixels. */
  @JsonProperty("small")
  SMALL
}
