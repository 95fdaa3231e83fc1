package dev.residual.dataset.own;

import dev.residual.dataset.ingest.ImportOptions;
import dev.residual.web.JsonConverter;
import jakarta.persistence.Converter;
import tools.jackson.databind.json.JsonMapper;

/** Stores the options of an import as JSON. */
@Converter
class OptionsConverter extends JsonConverter<ImportOptions> {

  OptionsConverter(JsonMapper json) {
    super(json, ImportOptions.class);
  }
}
