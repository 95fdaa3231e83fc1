package dev.residual.nn;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The two kinds of residual block. */
public enum BlockKind {
  /** A block of two 3x3 convolutions, used by ResNet-18 and 34. */
  @JsonProperty("basic")
  BASIC(2, 1),

  /**
   * A block of 1x1, 3x3 and 1x1 convolutions, the last one four times as wide, used by ResNet-50,
   * 101 and 152.
   */
  @JsonProperty("bottleneck")
  BOTTLENECK(3, 4);

  private final int convolutions;
  private final int expansion;

  BlockKind(int convolutions, int expansion) {
    this.convolutions = convolutions;
    this.expansion = expansion;
  }

  int convolutions() {
    return convolutions;
  }

  /** Returns how many times wider the output of a block is than the channels of its stage. */
  int expansion() {
    return expansion;
  }
}
