package dev.residual.model;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A model cannot be deleted because an alias points to it. */
class ModelInUseException extends RuntimeException {

  ModelInUseException(UUID id, List<String> aliases) {
    super(
        String.format(
            Locale.ROOT,
            "Model %s is served as %s; assign each alias to another model first "
                + "(PUT /models/aliases/%3$s), or remove it (DELETE /models/aliases/%3$s)",
            id,
            String.join(", ", aliases),
            aliases.get(0)));
  }
}
