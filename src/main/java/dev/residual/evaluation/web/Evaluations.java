package dev.residual.evaluation.web;

import dev.residual.evaluation.EvaluationFiles;
import dev.residual.evaluation.WilsonInterval;
import dev.residual.model.Manifest;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.model.StoredModel;
import dev.residual.web.Problem;
import java.time.Instant;
import java.util.BitSet;
import java.util.Locale;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads the evaluations that are stored with models. */
@Component
class Evaluations {

  private final ModelRegistry registry;
  private final ModelStore store;
  private final JsonMapper json;

  Evaluations(ModelRegistry registry, ModelStore store, JsonMapper json) {
    this.registry = registry;
    this.store = store;
    // Unknown fields were written by a later version, not by a client.
    this.json = json.rebuild().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  }

  /** Returns the files of the evaluation that is stored with a model. */
  EvaluationAnswers.Source source(UUID id) {
    StoredModel model = registry.stored(id);
    return new EvaluationAnswers.Source() {
      @Override
      public String key() {
        return model.key();
      }

      @Override
      public Manifest.Attachment file(String name) {
        return attachment(id, model, name);
      }
    };
  }

  /** Returns when a model was made. */
  Instant createdAt(UUID id) {
    return registry.createdAt(id);
  }

  /**
   * Returns the model with an alias or id.
   *
   * @param parameter the name of the parameter that names it
   * @throws Problem 404 if there is none
   */
  RegisteredModel model(String parameter, String name) {
    return registry
        .find(name)
        .orElseThrow(
            () ->
                Problem.of(
                    HttpStatus.NOT_FOUND,
                    "no-such-model",
                    String.format(
                        Locale.ROOT,
                        "%s must be the id or an alias of a model, was \"%s\"; GET /models and GET"
                            + " /models/aliases list them",
                        parameter,
                        name)));
  }

  /** The part of a report that a comparison needs. The rest is skipped, as it may be large. */
  record Summary(String dataset, String testDigest, int images, WilsonInterval accuracy) {}

  Summary summary(RegisteredModel model) {
    return json.readValue(content(model, EvaluationFiles.REPORT), Summary.class);
  }

  /** Returns for each test image whether the model classified it correctly. */
  BitSet correct(RegisteredModel model) {
    return BitSet.valueOf(content(model, EvaluationFiles.CORRECT));
  }

  private byte[] content(RegisteredModel model, String file) {
    return store.content(model.stored(), attachment(model.id(), model.stored(), file));
  }

  private static Manifest.Attachment attachment(UUID id, StoredModel model, String file) {
    ModelStore.requireClassifier(model);
    return model
        .manifest()
        .attachment(file)
        .orElseThrow(() -> noEvaluation(id, model.manifest().description()));
  }

  private static Problem noEvaluation(UUID id, ModelDescription description) {
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-evaluation",
        String.format(
            Locale.ROOT,
            "Model %s has no evaluation from its training: %s. POST /models/%1$s/evaluations"
                + " evaluates it on a data set",
            id,
            description.test() == null
                ? "its weights are from elsewhere, and were not tested here"
                : "an earlier version of this service trained it, or its outputs were not all"
                    + " finite numbers"));
  }
}
