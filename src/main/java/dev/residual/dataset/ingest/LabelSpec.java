package dev.residual.dataset.ingest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.residual.web.InvalidValueException;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * A label and the folder of its images. They differ if the label has characters that a folder
 * cannot have, as {@code T-shirt/top}. In JSON it may be the name alone.
 *
 * @param name the label
 * @param folder name of the folder, and another name for the label in a CSV file
 */
public record LabelSpec(String name, String folder) {

  /** Checks and normalizes both names. A folder that is not given has the label's name. */
  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  public LabelSpec(
      @JsonProperty("name") @Nullable String name,
      @JsonProperty("folder") @Nullable String folder) {
    if (name == null) {
      throw new InvalidValueException("name must be given, was null");
    }
    this.name = LabelName.of(name);
    this.folder = folder == null ? this.name : Normalizer.normalize(folder, Normalizer.Form.NFC);
  }

  /** Returns a label whose folder has its name. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static LabelSpec of(String name) {
    return new LabelSpec(name, null);
  }
}
