package dev.residual.model;

import java.util.List;
import java.util.UUID;

/** A model that is served under a name was to be deleted. */
class AliasedModelException extends RuntimeException {

  AliasedModelException(UUID id, List<String> aliases) {
    super(
        "Model %s is served as %s; point that alias elsewhere first, with PUT /models/aliases/%s"
            .formatted(id, String.join(", ", aliases), aliases.get(0)));
  }
}
