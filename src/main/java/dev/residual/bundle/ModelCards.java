package dev.residual.bundle;

import dev.residual.evaluation.EvaluationFiles;
import dev.residual.evaluation.EvaluationReport;
import dev.residual.model.ModelCatalog;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes the cards of registered models. */
@Component
class ModelCards {

  private final ModelCatalog catalog;
  private final ModelRegistry registry;
  private final ModelStore store;
  private final JsonMapper json;

  ModelCards(ModelCatalog catalog, ModelRegistry registry, ModelStore store, JsonMapper json) {
    this.catalog = catalog;
    this.registry = registry;
    this.store = store;
    // Unknown fields were written by a later version, not by a client.
    this.json = json.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  }

  /**
   * Returns the card of a model as Markdown.
   *
   * @throws dev.residual.model.ModelNotFoundException if no model has this id
   * @throws dev.residual.storage.ArtifactException if its evaluation is missing or damaged
   */
  String card(UUID id) {
    StoredModel stored = registry.stored(id);
    EvaluationReport report =
        stored
            .manifest()
            .attachment(EvaluationFiles.REPORT)
            .map(file -> json.readValue(store.content(stored, file), EvaluationReport.class))
            .orElse(null);
    return ModelCard.of(new ModelFacts(catalog.model(id), stored.manifest(), report), json);
  }
}
