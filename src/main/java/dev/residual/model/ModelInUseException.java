package dev.residual.model;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A model cannot be deleted because something uses it. */
public class ModelInUseException extends RuntimeException {

  private ModelInUseException(String message) {
    super(message);
  }

  /** Aliases point to it. */
  static ModelInUseException servedAs(UUID id, List<String> aliases) {
    return new ModelInUseException(
        String.format(
            Locale.ROOT,
            "Model %s is served as %s; assign each alias to another model first "
                + "(PUT /models/aliases/%3$s), or remove it (DELETE /models/aliases/%3$s)",
            id,
            String.join(", ", aliases),
            aliases.get(0)));
  }

  /** Something that is not over yet uses it. */
  static ModelInUseException usedBy(UUID id, String user) {
    return new ModelInUseException(
        String.format(
            Locale.ROOT,
            "Model %s is used by %s; cancel that first, or wait for its end",
            id,
            user));
  }
}
