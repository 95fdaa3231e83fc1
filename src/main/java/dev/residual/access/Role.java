package dev.residual.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a client may do. */
public enum Role {

  /** Reads jobs, models, data sets, events and metrics. */
  @JsonProperty("viewer")
  VIEWER,

  /** Classifies images, also by the Open Inference Protocol, and reads the names of models. */
  @JsonProperty("predictor")
  PREDICTOR,

  /** Also submits jobs and data sets, and controls and deletes its own. */
  @JsonProperty("trainer")
  TRAINER,

  /** Does everything. */
  @JsonProperty("admin")
  ADMIN;

  /** Returns whether a client of this role may do all that one of the other role may. */
  public boolean includes(Role other) {
    return switch (this) {
      case VIEWER, PREDICTOR -> other == this;
      case TRAINER -> other != ADMIN;
      case ADMIN -> true;
    };
  }

  /** Returns the name as clients see it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
