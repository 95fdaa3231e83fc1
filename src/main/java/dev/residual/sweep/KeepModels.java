package dev.residual.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which models of a sweep are kept. */
public enum KeepModels {
  /** The best one. Trials that are stopped early make no model. */
  @JsonProperty("best")
  BEST,

  /** One of each trial, also of those that are stopped early. */
  @JsonProperty("all")
  ALL
}
