package dev.residual.dataset.ingest;

import dev.residual.web.InvalidValueException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads the options in the file {@code dataset.json} of an archive, as strictly as a request. */
final class OptionsFile {

  static final String NAME = "dataset.json";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private OptionsFile() {}

  /**
   * Parses the options.
   *
   * @throws ImportException if they are not valid; it names the line
   */
  static ImportOptions parse(byte[] content) {
    try {
      ImportOptions options = JSON.readValue(content, ImportOptions.class);
      return options == null ? ImportOptions.NONE : options;
    } catch (JacksonException e) {
      TokenStreamLocation place = e.getLocation();
      String reason =
          e.getCause() instanceof InvalidValueException refused
              ? refused.getMessage()
              : e.getOriginalMessage();
      throw ImportException.line(
          NAME, place == null ? 1 : Math.max(1, place.getLineNr()), "%s", reason);
    }
  }
}
