package dev.residual.model;

import dev.residual.storage.ArtifactException;
import dev.residual.web.Cursor;
import dev.residual.web.FileDownload;
import dev.residual.web.Page;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Lists, shows, serves and deletes models on behalf of clients. */
@Component
@Transactional(readOnly = true)
public class ModelCatalog {

  private static final Logger log = LoggerFactory.getLogger(ModelCatalog.class);

  private final ModelRegistry registry;
  private final Models models;
  private final Aliases aliases;
  private final ModelStore store;
  private final ModelWarmup warmup;

  ModelCatalog(
      ModelRegistry registry,
      Models models,
      Aliases aliases,
      ModelStore store,
      ModelWarmup warmup) {
    this.registry = registry;
    this.models = models;
    this.aliases = aliases;
    this.store = store;
    this.warmup = warmup;
  }

  Page<ModelView> page(int limit, @Nullable Cursor after) {
    Limit oneMore = Limit.of(limit + 1);
    List<Model> read =
        after == null
            ? models.newest(oneMore)
            : models.newestBefore(after.createdAt(), after.id(), oneMore);
    return Page.of(read, limit, model -> new Cursor(model.createdAt(), model.id()), this::view);
  }

  /**
   * Returns what clients see of a model.
   *
   * @throws ModelNotFoundException if no model has this id
   */
  public ModelView model(UUID id) {
    return view(registry.model(id));
  }

  /** Returns the model with this id, or empty if there is none. */
  public Optional<ModelView> find(UUID id) {
    return models.findById(id).map(this::view);
  }

  /** Returns the models whose trainings started from a model, newest first. */
  public List<ModelView> children(UUID id, int limit) {
    return models.children(id, Limit.of(limit)).stream().map(this::view).toList();
  }

  /** Returns how many models have started from a model. */
  public long countChildren(UUID id) {
    return models.countByParentId(id);
  }

  /** Returns the models that repeat the training of a model, newest first. */
  public List<ModelView> reproductions(UUID id, int limit) {
    return models.reproductions(id, Limit.of(limit)).stream().map(this::view).toList();
  }

  /**
   * Returns the weights, after their digest was verified. That takes long, so no connection of the
   * database is held meanwhile.
   */
  @Transactional(propagation = Propagation.NOT_SUPPORTED)
  FileDownload weights(UUID id) throws IOException {
    Model model = registry.model(id);
    return new FileDownload(
        store.weights(model.stored()),
        id + ".safetensors",
        model.stored().manifest().weights().sha256(),
        model.createdAt());
  }

  List<AliasView> aliases() {
    return aliases.findAllByOrderByName().stream().map(AliasView::of).toList();
  }

  /**
   * Assigns an alias to a model. The model is loaded and verified before the registry is locked, so
   * that an alias never points to a model that cannot be served.
   */
  @Transactional(propagation = Propagation.NOT_SUPPORTED)
  AliasView assignAlias(String alias, UUID id) {
    Model model = registry.model(id);
    ModelStore.requireClassifier(model.stored());
    warmup.warmUp(model.registered());
    return AliasView.of(registry.assignAlias(alias, id));
  }

  /**
   * Deletes a model. Its files are deleted after its row, so that no row refers to missing files.
   *
   * @throws ModelNotFoundException if no model has this id
   * @throws ModelInUseException if it has an alias, or if something uses it
   */
  @Transactional(propagation = Propagation.NOT_SUPPORTED)
  public void delete(UUID id) {
    StoredModel deleted = registry.unregister(id);
    warmup.remove(id);
    try {
      store.delete(deleted);
    } catch (ArtifactException e) {
      log.warn("Model {} is deleted, but its files could not be: {}", id, e.getMessage());
    }
  }

  private ModelView view(Model model) {
    return ModelView.of(model, registry.aliasesOf(model));
  }
}
