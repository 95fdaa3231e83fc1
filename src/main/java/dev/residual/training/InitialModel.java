package dev.residual.training;

import dev.residual.CodedException;
import dev.residual.model.ModelDescription;
import dev.residual.model.StoredModel;
import dev.residual.storage.ArtifactException;
import java.util.Locale;
import java.util.UUID;

/**
 * The model whose weights a training starts from.
 *
 * @param id its id in the registry
 * @param stored its files
 */
public record InitialModel(UUID id, StoredModel stored) {

  /** The weights of an initial model are missing or damaged, and no retry would help. */
  static final class UnreadableException extends RuntimeException implements CodedException {

    UnreadableException(InitialModel model, ArtifactException cause) {
      super(
          String.format(
              Locale.ROOT,
              "The weights of the initial model %s are missing or damaged in the store; choose"
                  + " another initialModel, or train or send it again",
              model.id()),
          cause);
    }

    @Override
    public String code() {
      return "initial-model";
    }
  }

  ModelDescription description() {
    return stored.manifest().description();
  }

  /** Returns the number of channels that its network takes: 1 for gray, 3 for colors. */
  int channels() {
    return description().preprocessing().networkChannels();
  }
}
