package dev.residual.webhook;

import dev.residual.dataset.DatasetStatus;
import dev.residual.dataset.Datasets.ImportFinished;
import dev.residual.job.JobFailure;
import dev.residual.job.JobRequest;
import dev.residual.job.JobStatus;
import dev.residual.job.JobView;
import dev.residual.model.ModelRegistry.AliasAssigned;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What receivers are told of an event: the names and numbers by which they can ask for more. */
sealed interface EventData {

  /** A job that is over. */
  record JobEnded(
      UUID id,
      @Nullable String name,
      Map<String, String> labels,
      JobStatus status,
      @Nullable String dataset,
      @Nullable UUID modelId,
      @Nullable JobFailure failure,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt)
      implements EventData {

    static JobEnded of(JobView job) {
      JobRequest request = job.request();
      return new JobEnded(
          job.id(),
          job.name(),
          request == null ? Map.of() : request.labels(),
          job.status(),
          request == null ? null : request.training().dataset(),
          job.modelId(),
          job.failure(),
          job.createdAt(),
          job.startedAt(),
          job.finishedAt());
    }
  }

  /** An alias that was assigned to a model. */
  record ModelPromoted(
      String alias,
      UUID modelId,
      @Nullable UUID previousModelId,
      String architecture,
      @Nullable Double testTop1)
      implements EventData {

    static ModelPromoted of(AliasAssigned event) {
      return new ModelPromoted(
          event.alias(),
          event.model().id(),
          event.previous(),
          event.model().architecture(),
          event.model().testTop1());
    }
  }

  /** A version of a data set whose import is over. */
  record DatasetImported(String name, int version, DatasetStatus status, @Nullable Failure failure)
      implements EventData {

    /** Why the import failed. */
    @Schema(name = "DatasetEventFailure")
    record Failure(String code, String message) {}

    static DatasetImported of(ImportFinished event) {
      return new DatasetImported(
          event.name(),
          event.version(),
          event.failed() ? DatasetStatus.FAILED : DatasetStatus.READY,
          event.failed()
              ? new Failure(String.valueOf(event.code()), String.valueOf(event.message()))
              : null);
    }
  }

  /** A message that only shows whether messages arrive. */
  record Test(UUID webhookId) implements EventData {}
}
