package dev.residual.model;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores a manifest as JSON in a column. Unknown fields are ignored: they were written by a later
 * version, not by a client.
 */
@Converter
class ManifestConverter implements AttributeConverter<Manifest, String> {

  private final JsonMapper json;

  ManifestConverter(JsonMapper json) {
    this.json = json.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  }

  @Override
  public String convertToDatabaseColumn(Manifest manifest) {
    return json.writeValueAsString(manifest);
  }

  @Override
  public Manifest convertToEntityAttribute(String column) {
    return json.readValue(column, Manifest.class);
  }
}
