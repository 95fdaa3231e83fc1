package dev.residual.job;

import dev.residual.training.Progress;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Keeps a record as JSON in a column. */
abstract class JsonColumn<T> implements AttributeConverter<T, String> {

  private final JsonMapper json;
  private final Class<T> type;

  JsonColumn(JsonMapper json, Class<T> type) {
    this.json = json;
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

  @Converter
  static class OfRequest extends JsonColumn<JobRequest> {
    OfRequest(JsonMapper json) {
      super(json, JobRequest.class);
    }
  }

  @Converter
  static class OfProgress extends JsonColumn<Progress> {
    OfProgress(JsonMapper json) {
      super(json, Progress.class);
    }
  }
}
