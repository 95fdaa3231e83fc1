package dev.residual.model;

import java.util.List;
import java.util.UUID;

/** A model that is served under a name was to be deleted. */
class ModelInUseException extends RuntimeException {

  ModelInUseException(UUID id, List<String> aliases) {
    super(
        ("Model %s is served as %s; point each alias elsewhere first (PUT /models/aliases/%3$s), "
                + "or take it away (DELETE /models/aliases/%3$s)")
            .formatted(id, String.join(", ", aliases), aliases.get(0)));
  }
}
