package dev.residual.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the combinations of values are chosen. */
public enum SearchStrategy {
  /** Every combination, in a random order. */
  @JsonProperty("grid")
  GRID,

  /** Combinations that are drawn at random, each one once. */
  @JsonProperty("random")
  RANDOM
}
