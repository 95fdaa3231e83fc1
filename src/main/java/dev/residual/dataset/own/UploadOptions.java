package dev.residual.dataset.own;

import dev.residual.dataset.decode.ColorMode;
import dev.residual.dataset.ingest.ImportOptions;
import dev.residual.dataset.ingest.LabelSpec;
import dev.residual.dataset.ingest.LeakPolicy;
import dev.residual.dataset.ingest.SplitOptions;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.web.InvalidValueException;
import dev.residual.web.JsonParameter;
import dev.residual.web.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads the options of an import from query parameters. */
final class UploadOptions {

  private final JsonMapper json;

  UploadOptions(JsonMapper json) {
    this.json = json;
  }

  /**
   * Returns the options.
   *
   * @throws Problem (400) if one is invalid
   */
  ImportOptions of(UploadParameters given) {
    List<LabelSpec> labels = labels(given.labels());
    ColorMode color = constant("color", given.color(), ColorMode.class);
    OrientationMode orientation =
        constant("orientation", given.orientation(), OrientationMode.class);
    LeakPolicy leaks = constant("leaks", given.leaks(), LeakPolicy.class);
    try {
      boolean splits = given.test() != null || given.validation() != null || given.seed() != null;
      SplitOptions split =
          splits ? new SplitOptions(given.test(), given.validation(), given.seed()) : null;
      return new ImportOptions(
          split, labels, color, given.storedSize(), orientation, given.maxUnreadable(), leaks);
    } catch (InvalidValueException e) {
      throw refused(e);
    }
  }

  private @Nullable List<LabelSpec> labels(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return JsonParameter.read(json, "labels", text, new TypeReference<List<LabelSpec>>() {});
  }

  private <E extends Enum<E>> @Nullable E constant(
      String field, @Nullable String text, Class<E> type) {
    if (text == null) {
      return null;
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> shown(each).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.refused(
                    field,
                    String.format(
                        Locale.ROOT,
                        "must be one of %s, was \"%s\"",
                        Arrays.stream(type.getEnumConstants())
                            .map(this::shown)
                            .collect(Collectors.joining(", ")),
                        text)));
  }

  private String shown(Enum<?> constant) {
    return json.convertValue(constant, String.class);
  }

  /** The message begins with the field. */
  static Problem refused(InvalidValueException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf(' ');
    return Problem.refused(message.substring(0, end), message.substring(end + 1));
  }
}
