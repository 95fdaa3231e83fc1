package dev.residual.inference;

import dev.residual.model.ArtifactException;
import dev.residual.model.StoreAwayException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a model is kept in memory. Its monitor is held while the model is read, so that those who
 * want it wait for it, and nobody else does.
 */
class Place {

  /** Reading a damaged model takes as long as reading a whole one. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private @Nullable Classifier classifier;
  private @Nullable ArtifactException damage;
  private Instant nextLook = Instant.MIN;

  /** How many want what is here; guarded by {@link Classifiers}. */
  int users;

  /**
   * What is here, read if nothing is.
   *
   * @throws ArtifactException if it cannot be read, or could not be a moment ago
   */
  synchronized Classifier filled(Supplier<Classifier> reader, Instant now) {
    if (damage != null && now.isBefore(nextLook)) {
      throw damage;
    }
    if (classifier == null) {
      try {
        classifier = reader.get();
      } catch (StoreAwayException e) {
        throw e; // it may be back the next moment
      } catch (ArtifactException e) {
        damage = e;
        nextLook = now.plus(BETWEEN_LOOKS);
        throw e;
      }
    }
    return classifier;
  }

  synchronized void clear() {
    if (classifier != null) {
      classifier.close();
      classifier = null;
    }
  }
}
