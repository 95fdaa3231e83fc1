package dev.residual.web;

import jakarta.persistence.AttributeConverter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores a record as JSON in a column. Unknown fields are ignored, since another version of the
 * service may have written them.
 */
public abstract class JsonConverter<T> implements AttributeConverter<T, String> {

  private final JsonMapper json;
  private final Class<T> type;

  protected JsonConverter(JsonMapper json, Class<T> type) {
    this.json = json.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    this.type = type;
  }

  @Override
  public @Nullable String convertToDatabaseColumn(@Nullable T value) {
    return value == null ? null : json.writeValueAsString(value);
  }

  @Override
  public @Nullable T convertToEntityAttribute(@Nullable String column) {
    return column == null ? null : json.readValue(column, type);
  }
}
