package dev.residual.training;

import dev.residual.model.ModelDescription;
import dev.residual.model.StoredModel;
import java.util.UUID;

/**
 * The model whose weights a training starts from.
 *
 * @param id its id in the registry
 * @param stored its files
 */
public record InitialModel(UUID id, StoredModel stored) {

  ModelDescription description() {
    return stored.manifest().description();
  }

  /** Returns the number of channels that its network takes: 1 for gray, 3 for colors. */
  int channels() {
    return description().preprocessing().networkChannels();
  }
}
