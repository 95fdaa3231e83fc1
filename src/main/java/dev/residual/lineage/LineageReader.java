package dev.residual.lineage;

import dev.residual.job.JobQueries;
import dev.residual.job.JobView;
import dev.residual.lineage.Lineage.Start;
import dev.residual.lineage.LineageModel.DatasetReference;
import dev.residual.lineage.LineageModel.JobReference;
import dev.residual.model.ModelCatalog;
import dev.residual.model.ModelView;
import dev.residual.model.provenance.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Follows models to what they were made from. */
@Component
class LineageReader {

  private final ModelCatalog models;
  private final JobQueries jobs;
  private final TrainedData data;

  LineageReader(ModelCatalog models, JobQueries jobs, TrainedData data) {
    this.models = models;
    this.jobs = jobs;
    this.data = data;
  }

  /**
   * Returns the lineage of a model.
   *
   * @throws dev.residual.model.ModelNotFoundException if no model has this id
   */
  Lineage of(UUID id) {
    ModelView model = models.model(id);
    List<LineageModel> parents = new ArrayList<>();
    Start start = follow(model, parents);
    return new Lineage(
        show(model),
        start,
        parents,
        models.children(id, Lineage.MOST).stream().map(this::show).toList(),
        models.countChildren(id),
        models.reproductions(id, Lineage.MOST).stream().map(this::show).toList());
  }

  /** Adds the parents of a model, and returns what the first of them was made from. */
  private Start follow(ModelView model, List<LineageModel> parents) {
    ModelView current = model;
    while (parents.size() < Lineage.MOST) {
      if (current.origin() != null) {
        return Start.IMPORTED_WEIGHTS;
      }
      Provenance provenance = current.provenance();
      if (provenance == null) {
        return Start.UNKNOWN;
      }
      Provenance.Parent parent = provenance.parent();
      if (parent == null) {
        return Start.RANDOM_WEIGHTS;
      }
      Optional<ModelView> found = models.find(parent.id());
      if (found.isEmpty()) {
        parents.add(LineageModel.deleted(parent));
        return Start.DELETED_MODEL;
      }
      current = found.get();
      parents.add(show(current));
    }
    return Start.LONGER;
  }

  private LineageModel show(ModelView model) {
    String dataset = model.dataset();
    return LineageModel.of(
        model,
        job(model.jobId()),
        dataset == null
            ? null
            : new DatasetReference(dataset, data.state(dataset, model.digests()), model.digests()));
  }

  private @Nullable JobReference job(@Nullable UUID id) {
    if (id == null) {
      return null;
    }
    JobView job = jobs.find(id).orElse(null);
    return new JobReference(
        id, job == null, job == null ? null : job.name(), job == null ? null : job.status());
  }
}
