package dev.residual.dataset.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of training images that are also test images. */
public enum LeakPolicy {
  /** They stay and are reported. */
  @JsonProperty("report")
  REPORT,
  /** They are left out of the training images. */
  @JsonProperty("drop-from-train")
  DROP_FROM_TRAIN
}
