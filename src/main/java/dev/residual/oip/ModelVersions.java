package dev.residual.oip;

import dev.residual.inference.PredictionService;
import dev.residual.model.RegisteredModel;
import dev.residual.web.Problem;
import dev.residual.web.Uuids;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Finds the model that a path names. */
final class ModelVersions {

  private final PredictionService predictions;

  ModelVersions(PredictionService predictions) {
    this.predictions = predictions;
  }

  /**
   * Returns the model of a name or, if given, a version of it. Every model is a version of an
   * alias, because the alias may once have been assigned to it. An id has only itself as a version.
   *
   * @throws Problem (404) if there is none, (409) if there is no default model
   */
  RegisteredModel find(String name, @Nullable String version) {
    RegisteredModel current = predictions.find(name);
    if (version == null) {
      return current;
    }
    boolean byId = name.equals(current.id().toString());
    if (byId ? version.equals(name) : Uuids.isCanonical(version)) {
      return predictions.find(version);
    }
    throw Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-model",
        "%s has no version %s; a version is the id of a model, and GET /models lists those"
            .formatted(name, version));
  }
}
