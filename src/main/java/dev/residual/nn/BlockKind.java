package dev.residual.nn;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The two kinds of residual block. */
public enum BlockKind {
  /** Two 3x3 convolutions; ResNet-18 and 34. */
  @JsonProperty("basic")
  BASIC(2, 1),

  /** 1x1, 3x3, 1x1 convolutions, the last four times as wide; ResNet-50, 101 and 152. */
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

  /** How many times wider a block's output is than the module's channels. */
  int expansion() {
    return expansion;
  }
}
