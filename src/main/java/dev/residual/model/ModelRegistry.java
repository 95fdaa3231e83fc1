package dev.residual.model;

import dev.residual.access.Caller;
import dev.residual.model.provenance.Reproduction;
import dev.residual.web.Uuids;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The registered models, and the aliases by which they are served.
 *
 * <p>Changes are serialized: each acquires the lock before it reads anything.
 */
@Component
@Transactional
public class ModelRegistry {

  /** Knows who uses models other than by their aliases. */
  public interface Users {

    /**
     * Returns what uses a model and is not over yet, for people, such as {@code job 7}. It is
     * called in the transaction that holds the lock of the registry.
     */
    Optional<String> userOf(UUID model);
  }

  /**
   * Published, before the transaction ends, when an alias was assigned to another model than
   * before.
   *
   * @param previous the model that had the alias; null if there was none
   */
  public record AliasAssigned(String alias, RegisteredModel model, @Nullable UUID previous) {}

  /** Published, before the transaction ends, when a model was deleted. */
  public record ModelDeleted(UUID model) {}

  /** The alias of the model that answers when a request names no model. */
  public static final String DEFAULT = "default";

  private final Models models;
  private final Aliases aliases;
  private final RegistryLock lock;
  private final ObjectProvider<Users> users;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  ModelRegistry(
      Models models,
      Aliases aliases,
      JdbcClient jdbc,
      ObjectProvider<Users> users,
      ApplicationEventPublisher events,
      Clock clock) {
    this.models = models;
    this.aliases = aliases;
    lock = new RegistryLock(jdbc);
    this.users = users;
    this.events = events;
    this.clock = clock;
  }

  /** Returns the bytes of the models that a client has uploaded. */
  @Transactional(readOnly = true)
  public long uploadedBytes(UUID owner) {
    return models.uploadedBytes(owner).orElse(0L);
  }

  /** Registers a stored model that belongs to the client of this thread's request. */
  public UUID register(StoredModel stored, @Nullable UUID jobId, PromotionPolicy promotion) {
    return register(stored, jobId, Caller.currentId(), promotion, null);
  }

  /**
   * Registers a stored model. The call is idempotent: if the key is registered already, it returns
   * the id of that model.
   *
   * @param jobId the job that trained it, or null if its weights are from elsewhere
   * @param owner the key of the client that it belongs to; null if nobody was asked for one
   * @param reproduction how it compares with the model whose training was repeated; null for none
   * @return the id of the model
   */
  public UUID register(
      StoredModel stored,
      @Nullable UUID jobId,
      @Nullable UUID owner,
      PromotionPolicy promotion,
      @Nullable Reproduction reproduction) {
    lock.acquire();
    Optional<Model> known = models.findByArtifactKey(stored.key());
    if (known.isPresent()) {
      return known.get().id();
    }
    Model model =
        models.save(
            new Model(UUID.randomUUID(), jobId, owner, stored, reproduction, clock.instant()));
    promote(model, promotion);
    return model.id();
  }

  /**
   * Assigns the alias of the model's data set, and {@link #DEFAULT}, if the policy says so. A model
   * of one data set must not take the place of another data set's model, so {@code default} only
   * goes to a model of the same version of the same data set, unless it is free.
   */
  private void promote(Model model, PromotionPolicy promotion) {
    String dataset = model.datasetName();
    if (dataset != null && shouldPromote(model, dataset, true, promotion)) {
      assign(dataset, model);
    }
    if (shouldPromote(model, DEFAULT, false, promotion)) {
      assign(DEFAULT, model);
    }
  }

  /**
   * Returns whether an alias goes to a new model.
   *
   * @param otherData whether the alias goes to a model that cannot be compared with its model
   */
  private boolean shouldPromote(
      Model model, String alias, boolean otherData, PromotionPolicy promotion) {
    return switch (promotion) {
      case ALWAYS -> true;
      case NEVER -> false;
      case IF_BETTER ->
          aliases
              .findByName(alias)
              .map(Alias::model)
              .map(
                  current ->
                      model.isComparableWith(current) ? model.isBetterThan(current) : otherData)
              .orElse(true);
    };
  }

  /**
   * Assigns the aliases that a new model of this policy gets.
   *
   * @throws ModelNotFoundException if no model has this id
   */
  public void promote(UUID id, PromotionPolicy promotion) {
    lock.acquire();
    promote(model(id), promotion);
  }

  /** Returns whether the artifact with this key is a registered model. */
  @Transactional(readOnly = true)
  public boolean isRegistered(String artifactKey) {
    return models.findByArtifactKey(artifactKey).isPresent();
  }

  /** Returns whether the alias {@link #DEFAULT} exists. */
  @Transactional(readOnly = true)
  public boolean hasDefault() {
    return aliases.findByName(DEFAULT).isPresent();
  }

  /**
   * Returns the model with an alias or id, or empty if there is none.
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

  /** Returns the models that have an alias, by their aliases in alphabetical order. */
  @Transactional(readOnly = true)
  public SortedMap<String, RegisteredModel> byAlias() {
    SortedMap<String, RegisteredModel> found = new TreeMap<>();
    aliases
        .findAllByOrderByName()
        .forEach(alias -> found.put(alias.name(), alias.model().registered()));
    return found;
  }

  /**
   * Returns the stored files of a model.
   *
   * @throws ModelNotFoundException if no model has this id
   */
  @Transactional(readOnly = true)
  public StoredModel stored(UUID id) {
    return model(id).stored();
  }

  /**
   * Returns when a model was registered.
   *
   * @throws ModelNotFoundException if no model has this id
   */
  @Transactional(readOnly = true)
  public Instant createdAt(UUID id) {
    return model(id).createdAt();
  }

  /**
   * Returns the model with an id.
   *
   * @throws ModelNotFoundException if no model has this id
   */
  Model model(UUID id) {
    return models.findById(id).orElseThrow(() -> new ModelNotFoundException(id));
  }

  /**
   * Keeps a model until the caller's transaction ends, so that its user is known by then.
   *
   * @throws ModelNotFoundException if no model has this id
   */
  public void hold(UUID id) {
    lock.acquire();
    model(id);
  }

  /** Assigns an alias to a model, and creates the alias if there is none of this name. */
  Alias assignAlias(String alias, UUID id) {
    lock.acquire();
    return assign(alias, model(id));
  }

  /** Removes an alias and keeps its model. */
  void removeAlias(String alias) {
    lock.acquire();
    aliases.delete(aliases.findByName(alias).orElseThrow(() -> new AliasNotFoundException(alias)));
    events.publishEvent(new AliasesChanged());
  }

  /**
   * Removes a model from the registry.
   *
   * @return the files to delete after the commit, so that no row refers to missing files
   */
  StoredModel unregister(UUID id) {
    lock.acquire();
    Model model = model(id);
    Caller.requireOwn(model.owner(), "Model " + id);
    List<String> names = aliasesOf(model);
    if (!names.isEmpty()) {
      throw ModelInUseException.servedAs(id, names);
    }
    users.stream()
        .flatMap(each -> each.userOf(id).stream())
        .findFirst()
        .ifPresent(
            user -> {
              throw ModelInUseException.usedBy(id, user);
            });
    models.delete(model);
    events.publishEvent(new ModelDeleted(id));
    events.publishEvent(new AliasesChanged());
    return model.stored();
  }

  private Alias assign(String alias, Model model) {
    events.publishEvent(new AliasesChanged());
    Alias known = aliases.findByName(alias).orElse(null);
    UUID previous = known == null ? null : known.model().id();
    if (!model.id().equals(previous)) {
      events.publishEvent(new AliasAssigned(alias, model.registered(), previous));
    }
    if (known == null) {
      return aliases.save(new Alias(alias, model, clock.instant()));
    }
    known.pointTo(model, clock.instant());
    return known;
  }

  List<String> aliasesOf(Model model) {
    return aliases.findByModelIdOrderByName(model.id()).stream().map(Alias::name).toList();
  }

  /**
   * Returns whether a name has the form of an id. Such an alias could hide a model, as models are
   * found by their ids too.
   */
  static boolean looksLikeId(String name) {
    return Uuids.parse(name).isPresent();
  }
}
