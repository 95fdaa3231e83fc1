package dev.residual.model;

import dev.residual.storage.ArtifactException;
import dev.residual.web.Cursor;
import dev.residual.web.Page;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Models as they are answered, and what a client may do with them. */
@Component
@Transactional(readOnly = true)
class ModelCatalog {

  private static final Logger log = LoggerFactory.getLogger(ModelCatalog.class);

  private final ModelRegistry registry;
  private final Models models;
  private final Aliases aliases;
  private final ModelStore store;
  private final ModelWarmup rehearsal;

  ModelCatalog(
      ModelRegistry registry,
      Models models,
      Aliases aliases,
      ModelStore store,
      ModelWarmup rehearsal) {
    this.registry = registry;
    this.models = models;
    this.aliases = aliases;
    this.store = store;
    this.rehearsal = rehearsal;
  }

  Page<ModelView> page(int limit, @Nullable Cursor after) {
    Limit surplus = Limit.of(limit + 1);
    List<Model> read =
        after == null
            ? models.newest(surplus)
            : models.newestBefore(after.createdAt(), after.id(), surplus);
    return Page.of(read, limit, model -> new Cursor(model.createdAt(), model.id()), this::view);
  }

  ModelView model(UUID id) {
    return view(registry.model(id));
  }

  Resource weights(UUID id) {
    return store.weights(registry.model(id).saved());
  }

  List<AliasView> aliases() {
    return aliases.findAllByOrderByName().stream().map(AliasView::of).toList();
  }

  /**
   * Only a model that is ready to answer may be served under a name; it is made so before anything
   * is locked.
   */
  @Transactional(propagation = Propagation.NOT_SUPPORTED)
  AliasView assignAlias(String alias, UUID id) {
    rehearsal.pass(registry.model(id).registered());
    return AliasView.of(registry.assignAlias(alias, id));
  }

  /** Files go after their row, so that no row ever names files that are gone. */
  @Transactional(propagation = Propagation.NOT_SUPPORTED)
  void delete(UUID id) {
    StoredModel gone = registry.unregister(id);
    try {
      store.delete(gone);
    } catch (ArtifactException e) {
      log.warn("Model {} is deleted, but its files are left: {}", id, e.getMessage());
    }
  }

  private ModelView view(Model model) {
    return ModelView.of(model, registry.aliasesOf(model));
  }
}
