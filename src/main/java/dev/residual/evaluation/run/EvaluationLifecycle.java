package dev.residual.evaluation.run;

import dev.residual.access.Caller;
import dev.residual.dataset.DatasetDefinition;
import dev.residual.dataset.DatasetNotReadyException;
import dev.residual.dataset.Datasets;
import dev.residual.dataset.UnknownDatasetException;
import dev.residual.evaluation.IncompatibleDatasetException;
import dev.residual.evaluation.ModelEvaluator;
import dev.residual.job.QueueCapacity;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import dev.residual.web.Cursor;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What clients do with evaluations on other data sets. Each method is one transaction. */
@Component
@Transactional
class EvaluationLifecycle {

  private final EvaluationRuns runs;
  private final EvaluationQueue queue;
  private final QueueCapacity capacity;
  private final ModelRegistry registry;
  private final Datasets datasets;
  private final Clock clock;

  EvaluationLifecycle(
      EvaluationRuns runs,
      EvaluationQueue queue,
      QueueCapacity capacity,
      ModelRegistry registry,
      Datasets datasets,
      Clock clock) {
    this.runs = runs;
    this.queue = queue;
    this.capacity = capacity;
    this.registry = registry;
    this.datasets = datasets;
    this.clock = clock;
  }

  /**
   * Queues an evaluation.
   *
   * @throws dev.residual.model.ModelNotFoundException if no model has this id
   * @throws Problem if the model cannot be evaluated on the data set, or the queue is full
   */
  public EvaluationRun submit(UUID model, String dataset) {
    StoredModel stored = registry.stored(model);
    ModelStore.requireClassifier(stored);
    DatasetDefinition definition = definition(dataset);
    try {
      ModelEvaluator.requireCompatible(stored.manifest().description(), definition);
    } catch (IncompatibleDatasetException e) {
      throw Problem.impossible("dataset", e.reason());
    }
    datasets.requireStillReady(definition.name());
    registry.hold(model);
    capacity.requireRoom();
    EvaluationRun run =
        runs.saveAndFlush(
            new EvaluationRun(
                model,
                Caller.currentId(),
                definition.name(),
                definition.testSize(),
                clock.instant()));
    queue.put(run);
    return run;
  }

  private DatasetDefinition definition(String dataset) {
    try {
      return datasets.requireReady(dataset);
    } catch (DatasetNotReadyException e) {
      throw Problem.notReady("dataset", String.valueOf(e.getMessage()));
    } catch (UnknownDatasetException e) {
      throw Problem.refused("dataset", e.reason());
    }
  }

  /**
   * Returns the evaluations of a model, newest first.
   *
   * @throws dev.residual.model.ModelNotFoundException if no model has this id
   */
  @Transactional(readOnly = true)
  public Page<EvaluationRunView> page(UUID model, int limit, @Nullable Cursor after) {
    registry.stored(model);
    Limit oneMore = Limit.of(limit + 1);
    List<EvaluationRun> read =
        after == null
            ? runs.newest(model, oneMore)
            : runs.newestBefore(model, after.createdAt(), after.id(), oneMore);
    return Page.of(
        read, limit, run -> new Cursor(run.createdAt(), run.id()), EvaluationRunView::of);
  }

  /**
   * Returns an evaluation of a model.
   *
   * @throws Problem (404) if there is none
   */
  @Transactional(readOnly = true)
  public EvaluationRun find(UUID model, UUID id) {
    return runs.findById(id)
        .filter(run -> run.modelId().equals(model))
        .orElseThrow(() -> notFound(model, id));
  }

  /**
   * Deletes an evaluation. One that runs is ended by that.
   *
   * @throws Problem (404) if there is none; (403) if it belongs to another client
   */
  public void delete(UUID model, UUID id) {
    EvaluationRun run =
        runs.lock(id)
            .filter(found -> found.modelId().equals(model))
            .orElseThrow(() -> notFound(model, id));
    Caller.requireOwn(run.owner(), "Evaluation " + id);
    runs.delete(run);
  }

  private static Problem notFound(UUID model, UUID id) {
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-evaluation",
        String.format(
            Locale.ROOT,
            "Model %s has no evaluation %s; GET /models/%1$s/evaluations lists those that it has",
            model,
            id));
  }
}
