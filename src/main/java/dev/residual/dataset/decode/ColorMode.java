package dev.residual.dataset.decode;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether images are stored in gray or in color. */
public enum ColorMode {
  /** In color if any image has one, else in gray. */
  @JsonProperty("auto")
  AUTO,
  /** In gray. */
  @JsonProperty("gray")
  GRAY,
  /** In red, green and blue. */
  @JsonProperty("rgb")
  RGB
}
