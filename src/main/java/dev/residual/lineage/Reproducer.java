package dev.residual.lineage;

import dev.residual.dataset.Datasets;
import dev.residual.job.JobRequest;
import dev.residual.job.JobSubmitter;
import dev.residual.lineage.LineageModel.DatasetReference.State;
import dev.residual.model.ModelCatalog;
import dev.residual.model.ModelView;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.provenance.Provenance;
import dev.residual.recipe.Recipes;
import dev.residual.web.Problem;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Submits the job of a model again. */
@Component
class Reproducer {

  private final ModelCatalog models;
  private final Datasets datasets;
  private final TrainedData data;
  private final JobSubmitter submitter;
  private final JsonMapper json;

  Reproducer(
      ModelCatalog models,
      Datasets datasets,
      TrainedData data,
      JobSubmitter submitter,
      JsonMapper json) {
    this.models = models;
    this.datasets = datasets;
    this.data = data;
    this.submitter = submitter;
    this.json = json;
  }

  /**
   * Submits a job with the request that a model was trained with, in the precision that it was
   * trained in. The new model gets no alias, and belongs to no sweep.
   *
   * @param key idempotency key chosen by the client; null if it sent none
   * @throws dev.residual.model.ModelNotFoundException if no model has this id
   * @throws Problem if its training cannot be repeated, and as for any other job
   */
  JobSubmitter.Accepted submit(UUID id, @Nullable String key) {
    ModelView model = models.model(id);
    String dataset = model.dataset();
    if (model.origin() != null || dataset == null) {
      throw notReproducible(
          "its weights are from elsewhere, and how they were trained is not known here");
    }
    JobRequest request = request(model);
    return submitter.submit(
        request,
        key,
        id,
        () -> {
          requireData(dataset, model.digests());
          requireParent(request.training().initialModel());
        });
  }

  private JobRequest request(ModelView model) {
    Provenance provenance = model.provenance();
    // An earlier version kept the recipe only.
    Map<String, Object> asked =
        provenance == null || provenance.request() == null ? model.recipe() : provenance.request();
    try {
      JobRequest request = json.convertValue(asked, JobRequest.class);
      return request
          .withTraining(
              Recipes.change(request.training()).set("precision", model.precision()).toRecipe())
          .withPromote(PromotionPolicy.NEVER)
          .withoutSweep();
    } catch (JacksonException e) {
      throw notReproducible(
          "another version of the service trained it, whose request this version cannot read: "
              + e.getOriginalMessage());
    }
  }

  private static Problem notReproducible(String reason) {
    return Problem.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "not-reproducible",
        "The training of the model cannot be repeated: " + reason);
  }

  private void requireData(String dataset, Map<String, String> digests) {
    State state = data.state(dataset, digests);
    if (state == State.MISSING) {
      datasets.requireReady(dataset); // says what to do
    }
    if (state == State.DELETED || state == State.CHANGED) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "dataset-gone",
          String.format(
              Locale.ROOT,
              "The training cannot be repeated, because its data set %s %s. Train on other data"
                  + " with POST /jobs",
              dataset,
              state == State.DELETED ? "was deleted" : "has other content now"));
    }
  }

  private void requireParent(@Nullable String parent) {
    if (parent != null && models.find(UUID.fromString(parent)).isEmpty()) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "initial-model-gone",
          String.format(
              Locale.ROOT,
              "The training cannot be repeated, because the model %s that it started from was"
                  + " deleted. Start from another one with POST /jobs",
              parent));
    }
  }
}
