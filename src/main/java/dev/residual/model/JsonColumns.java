package dev.residual.model;

import dev.residual.model.provenance.Reproduction;
import dev.residual.web.JsonConverter;
import jakarta.persistence.Converter;
import tools.jackson.databind.json.JsonMapper;

/** Converts the JSON columns of the table of models. */
final class JsonColumns {

  private JsonColumns() {}

  @Converter
  static class OfManifest extends JsonConverter<Manifest> {
    OfManifest(JsonMapper json) {
      super(json, Manifest.class);
    }
  }

  @Converter
  static class OfReproduction extends JsonConverter<Reproduction> {
    OfReproduction(JsonMapper json) {
      super(json, Reproduction.class);
    }
  }
}
