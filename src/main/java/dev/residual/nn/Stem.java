package dev.residual.nn;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The layers before the first residual block. */
public enum Stem {
  /**
   * A 7x7 convolution of stride 2 and a 3x3 max pool of stride 2, which reduce height and width to
   * a quarter.
   */
  @JsonProperty("large")
  LARGE,

  /**
   * A 3x3 convolution of stride 1 without a pool, for images of 28 pixels that are not enlarged.
   */
  @JsonProperty("small")
  SMALL
}
