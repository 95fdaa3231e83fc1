package dev.residual.model;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The models that exist, and the names by which they are served. */
@Component
@Transactional
public class Registry {

  private final Models models;
  private final Aliases aliases;
  private final Clock clock;

  Registry(Models models, Aliases aliases, Clock clock) {
    this.models = models;
    this.aliases = aliases;
    this.clock = clock;
  }

  /**
   * Makes a stored model known. A key that is known already gives the model that it has, so that a
   * repeated call does no harm.
   *
   * @return its id
   */
  public UUID register(SavedModel saved, UUID jobId, Promotion promotion) {
    Optional<TrainedModel> known = models.findByArtifactKey(saved.key());
    if (known.isPresent()) {
      return known.get().id();
    }
    TrainedModel model =
        models.save(new TrainedModel(UUID.randomUUID(), jobId, saved, clock.instant()));
    if (deserves(model, promotion)) {
      point(Alias.DEFAULT, model);
    }
    return model.id();
  }

  private boolean deserves(TrainedModel model, Promotion promotion) {
    return switch (promotion) {
      case ALWAYS -> true;
      case NEVER -> false;
      case IF_BETTER ->
          aliases.findByName(Alias.DEFAULT).map(Alias::model).map(model::beats).orElse(true);
    };
  }

  /** Whether a request that names no model can be answered. */
  @Transactional(readOnly = true)
  public boolean hasDefault() {
    return aliases.findByName(Alias.DEFAULT).isPresent();
  }

  /**
   * @param name an alias, or a model's id
   */
  @Transactional(readOnly = true)
  public Optional<RegisteredModel> find(String name) {
    return aliases
        .findByName(name)
        .map(Alias::model)
        .or(() -> parse(name).flatMap(models::findById))
        .map(TrainedModel::registered);
  }

  void point(String alias, TrainedModel model) {
    Optional<Alias> known = aliases.findByName(alias);
    if (known.isPresent()) {
      known.get().pointTo(model, clock.instant());
    } else {
      aliases.save(new Alias(alias, model, clock.instant()));
    }
  }

  List<String> aliasesOf(TrainedModel model) {
    return aliases.findByModelIdOrderByName(model.id()).stream().map(Alias::name).toList();
  }

  private static Optional<UUID> parse(String id) {
    try {
      return Optional.of(UUID.fromString(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
