package dev.residual.model;

import dev.residual.web.Uuids;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The registered models, and the aliases by which they are served.
 *
 * <p>Changes are made one after the other: each acquires the lock before it reads anything.
 */
@Component
@Transactional
public class ModelRegistry {

  /** The alias that answers when a request names no model. */
  public static final String DEFAULT = "default";

  private final Models models;
  private final Aliases aliases;
  private final RegistryLock lock;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  ModelRegistry(
      Models models,
      Aliases aliases,
      JdbcClient jdbc,
      ApplicationEventPublisher events,
      Clock clock) {
    this.models = models;
    this.aliases = aliases;
    lock = new RegistryLock(jdbc);
    this.events = events;
    this.clock = clock;
  }

  /**
   * Makes a stored model known. A key that is known already gives the model that it has, so that a
   * repeated call does no harm.
   *
   * @return its id
   */
  public UUID register(StoredModel saved, UUID jobId, PromotionPolicy promotion) {
    lock.acquire();
    Optional<Model> known = models.findByArtifactKey(saved.key());
    if (known.isPresent()) {
      return known.get().id();
    }
    Model model = models.save(new Model(UUID.randomUUID(), jobId, saved, clock.instant()));
    if (shouldPromote(model, promotion)) {
      assign(DEFAULT, model);
    }
    return model.id();
  }

  private boolean shouldPromote(Model model, PromotionPolicy promotion) {
    return switch (promotion) {
      case ALWAYS -> true;
      case NEVER -> false;
      case IF_BETTER ->
          aliases.findByName(DEFAULT).map(Alias::model).map(model::beats).orElse(true);
    };
  }

  /** Returns whether the artifact with this key is a registered model. */
  @Transactional(readOnly = true)
  public boolean isRegistered(String artifactKey) {
    return models.findByArtifactKey(artifactKey).isPresent();
  }

  /** Whether a request that names no model can be answered. */
  @Transactional(readOnly = true)
  public boolean hasDefault() {
    return aliases.findByName(DEFAULT).isPresent();
  }

  /**
   * What answers to a name.
   *
   * @param name an alias, or a model's id
   */
  @Transactional(readOnly = true)
  public Optional<RegisteredModel> find(String name) {
    return aliases
        .findByName(name)
        .map(Alias::model)
        .or(() -> Uuids.parse(name).flatMap(models::findById))
        .map(Model::registered);
  }

  /**
   * Returns the stored files of a model.
   *
   * @throws ModelNotFoundException if no model has this id
   */
  @Transactional(readOnly = true)
  public StoredModel stored(UUID id) {
    return model(id).saved();
  }

  /** The model behind an id. */
  Model model(UUID id) {
    return models.findById(id).orElseThrow(() -> new ModelNotFoundException(id));
  }

  /** Makes an alias lead to a model, whether it existed before or not. */
  Alias assignAlias(String alias, UUID id) {
    lock.acquire();
    return assign(alias, model(id));
  }

  /** Takes an alias away; its model stays. */
  void removeAlias(String alias) {
    lock.acquire();
    aliases.delete(aliases.findByName(alias).orElseThrow(() -> new AliasNotFoundException(alias)));
    events.publishEvent(new AliasesChanged());
  }

  /**
   * Takes a model out of the registry.
   *
   * @return what is to be deleted once that is certain, so that no row ever names files that are
   *     gone
   */
  StoredModel unregister(UUID id) {
    lock.acquire();
    Model model = model(id);
    List<String> names = aliasesOf(model);
    if (!names.isEmpty()) {
      throw new ModelInUseException(id, names);
    }
    models.delete(model);
    events.publishEvent(new AliasesChanged());
    return model.saved();
  }

  private Alias assign(String alias, Model model) {
    events.publishEvent(new AliasesChanged());
    Alias known = aliases.findByName(alias).orElse(null);
    if (known == null) {
      return aliases.save(new Alias(alias, model, clock.instant()));
    }
    known.pointTo(model, clock.instant());
    return known;
  }

  List<String> aliasesOf(Model model) {
    return aliases.findByModelIdOrderByName(model.id()).stream().map(Alias::name).toList();
  }

  /** Whether an alias of this name could hide a model, which is found by its id as well. */
  static boolean readsAsId(String name) {
    return Uuids.parse(name).isPresent();
  }
}
