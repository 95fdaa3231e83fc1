package dev.residual.inference;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a heatmap is computed. */
public enum HeatmapMethod {
  /** The heatmap is computed from the last feature maps, if they have at least 3x3 pixels. */
  @JsonProperty("class-activation")
  CLASS_ACTIVATION,
  /** The heatmap is computed by covering one part of the image after the other. */
  @JsonProperty("occlusion")
  OCCLUSION
}
