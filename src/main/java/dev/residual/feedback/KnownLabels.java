package dev.residual.feedback;

import dev.residual.model.ModelRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The labels of the models of a request, each of which is asked for once. */
final class KnownLabels {

  private final ModelRegistry registry;
  private final Map<UUID, List<String>> known = new HashMap<>();

  KnownLabels(ModelRegistry registry) {
    this.registry = registry;
  }

  /**
   * Returns the labels of a model by their indices.
   *
   * @throws dev.residual.model.ModelNotFoundException if no model has this id
   */
  List<String> of(UUID model) {
    return known.computeIfAbsent(
        model, id -> registry.stored(id).manifest().description().labels());
  }
}
