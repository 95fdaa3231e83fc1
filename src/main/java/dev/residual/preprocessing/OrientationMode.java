package dev.residual.preprocessing;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How images are turned before anything else is done to them. */
public enum OrientationMode {
  /** As the EXIF orientation of each file says. */
  @JsonProperty("exif")
  EXIF,
  /** Not at all. */
  @JsonProperty("as-is")
  AS_IS
}
