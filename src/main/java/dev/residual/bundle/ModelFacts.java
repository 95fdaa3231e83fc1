package dev.residual.bundle;

import dev.residual.evaluation.EvaluationReport;
import dev.residual.model.Manifest;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelView;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model.
 *
 * @param report null if it was not evaluated
 */
record ModelFacts(ModelView model, Manifest manifest, @Nullable EvaluationReport report) {

  ModelDescription description() {
    return manifest.description();
  }

  /** Returns a short name for headings: what it was trained on, or what its sender calls it. */
  String title() {
    ModelDescription.Origin origin = model.origin();
    if (origin != null && origin.name() != null) {
      return origin.name();
    }
    return model.dataset() == null
        ? model.architecture()
        : model.architecture() + " for " + model.dataset();
  }
}
