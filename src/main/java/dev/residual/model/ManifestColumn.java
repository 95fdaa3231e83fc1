package dev.residual.model;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import tools.jackson.databind.json.JsonMapper;

/** Keeps a manifest as JSON in a column. */
@Converter
class ManifestColumn implements AttributeConverter<Manifest, String> {

  private final JsonMapper json;

  ManifestColumn(JsonMapper json) {
    this.json = json;
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
