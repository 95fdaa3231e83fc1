package dev.residual.feedback;

import dev.residual.model.ModelRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The labels of the models of a request, each of which is asked for once. */
final class KnownLabels {

  private final ModelRegistry registry;
  private final Map<UUID, Optional<List<String>>> known = new HashMap<>();

  KnownLabels(ModelRegistry registry) {
    this.registry = registry;
  }

  /** Returns the labels of a model by their indices, or empty if it is deleted. */
  Optional<List<String>> of(UUID model) {
    return known.computeIfAbsent(
        model,
        id ->
            registry
                .find(id.toString())
                .map(found -> found.stored().manifest().description().labels()));
  }
}
