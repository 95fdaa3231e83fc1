package dev.residual.evaluation.web;

import dev.residual.evaluation.EvaluationFiles;
import dev.residual.evaluation.EvaluationReport;
import dev.residual.evaluation.WilsonInterval;
import dev.residual.model.Manifest;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.model.StoredModel;
import dev.residual.web.FileDownload;
import dev.residual.web.Problem;
import java.io.IOException;
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

  /**
   * A file as it is sent to clients.
   *
   * @param sha256 its digest, in lower-case hexadecimal
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Document(byte[] content, String sha256) {}

  /** Returns the report as it was stored. */
  Document document(UUID id) {
    return document(registry.stored(id), EvaluationFiles.REPORT);
  }

  /** Returns the CSV file of the images whose labels are probably wrong. */
  Document labelErrors(UUID id) {
    return document(registry.stored(id), EvaluationFiles.LABEL_ERRORS);
  }

  private Document document(StoredModel model, String file) {
    Manifest.Attachment attachment = attachment(model, file);
    return new Document(store.content(model, attachment), attachment.sha256());
  }

  EvaluationReport report(Document document) {
    return json.readValue(document.content(), EvaluationReport.class);
  }

  /** Returns the outputs of the network for its test set. */
  FileDownload predictions(UUID id) throws IOException {
    StoredModel model = registry.stored(id);
    Manifest.Attachment attachment = attachment(model, EvaluationFiles.PREDICTIONS);
    return new FileDownload(
        store.file(model, attachment),
        id + "-predictions.safetensors",
        attachment.sha256(),
        registry.createdAt(id));
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

  Summary summary(StoredModel model) {
    return json.readValue(document(model, EvaluationFiles.REPORT).content(), Summary.class);
  }

  /** Returns for each test image whether the model classified it correctly. */
  BitSet correct(StoredModel model) {
    return BitSet.valueOf(document(model, EvaluationFiles.CORRECT).content());
  }

  private static Manifest.Attachment attachment(StoredModel model, String file) {
    ModelStore.requireClassifier(model);
    return model
        .manifest()
        .attachment(file)
        .orElseThrow(() -> noEvaluation(model.manifest().description()));
  }

  private static Problem noEvaluation(ModelDescription description) {
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-evaluation",
        description.test() == null
            ? "The model has no evaluation: its weights are from elsewhere, and were not tested"
                + " here. Train from them with initialModel in POST /jobs, or use another model of"
                + " GET /models"
            : "The model has no evaluation: an earlier version of this service trained it, or its"
                + " outputs were not all finite numbers. Train it again with POST /jobs, or use"
                + " another model of GET /models");
  }
}
