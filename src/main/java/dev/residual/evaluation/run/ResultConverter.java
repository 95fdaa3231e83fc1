package dev.residual.evaluation.run;

import dev.residual.evaluation.StoredEvaluation;
import dev.residual.web.JsonConverter;
import jakarta.persistence.Converter;
import tools.jackson.databind.json.JsonMapper;

/** Stores where the files of an evaluation are, and its main figures. */
@Converter
class ResultConverter extends JsonConverter<StoredEvaluation> {

  ResultConverter(JsonMapper json) {
    super(json, StoredEvaluation.class);
  }
}
