package dev.residual.dataset.pack;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the images of a data set were turned when they were imported. */
public enum OrientationMode {
  /** As the EXIF orientation of each file says. */
  @JsonProperty("exif")
  EXIF,
  /** Not at all. */
  @JsonProperty("as-is")
  AS_IS
}
