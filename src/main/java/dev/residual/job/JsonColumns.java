package dev.residual.job;

import dev.residual.model.provenance.Reproduction;
import dev.residual.training.TrainingProgress;
import dev.residual.web.JsonConverter;
import jakarta.persistence.Converter;
import tools.jackson.databind.json.JsonMapper;

/** Converts the JSON columns of the table of jobs. */
final class JsonColumns {

  private JsonColumns() {}

  @Converter
  static class OfRequest extends JsonConverter<JobRequest> {
    OfRequest(JsonMapper json) {
      super(json, JobRequest.class);
    }
  }

  @Converter
  static class OfReproduction extends JsonConverter<Reproduction> {
    OfReproduction(JsonMapper json) {
      super(json, Reproduction.class);
    }
  }

  @Converter
  static class OfProgress extends JsonConverter<TrainingProgress> {
    OfProgress(JsonMapper json) {
      super(json, TrainingProgress.class);
    }
  }
}
