package dev.residual.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** The events that webhooks are told of. */
@Schema(
    enumAsRef = true,
    description =
        "job.succeeded, job.failed and job.cancelled: a job is over. model.promoted: an alias was"
            + " assigned to a model. dataset.ready and dataset.failed: an import is over.")
public enum EventType {
  /** A job has made a model. */
  @JsonProperty("job.succeeded")
  JOB_SUCCEEDED,
  /** A job ended with an error. */
  @JsonProperty("job.failed")
  JOB_FAILED,
  /** A job was cancelled. */
  @JsonProperty("job.cancelled")
  JOB_CANCELLED,
  /** An alias was assigned to a model, by a client or by the job that trained it. */
  @JsonProperty("model.promoted")
  MODEL_PROMOTED,
  /** An own data set was imported. */
  @JsonProperty("dataset.ready")
  DATASET_READY,
  /** An own data set could not be imported. */
  @JsonProperty("dataset.failed")
  DATASET_FAILED;

  /** Returns the name that receivers see. */
  String publicName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
