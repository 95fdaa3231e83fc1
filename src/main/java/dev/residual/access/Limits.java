package dev.residual.access;

import io.swagger.v3.oas.annotations.media.Schema;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;

/**
 * How much a client may use. What is null is not limited, or as the service's settings have it.
 *
 * @param imagesPerSecond images that are classified, on average over a few seconds, by each node
 * @param concurrentPredictions requests for predictions at the same time, to each node
 * @param eventStreams jobs that are followed at the same time, on each node
 * @param unfinishedJobs queued, paused and running jobs
 * @param storedBytes the size of uploaded data sets and models
 */
@Schema(
    name = "Limits",
    description = "How much a client may use; what is null is as residual.access.limits has it")
public record Limits(
    @Schema(description = "images that are classified, by each node", example = "200")
        @Range(min = 1, max = MAX_IMAGES_PER_SECOND, message = MESSAGE)
        @Nullable Integer imagesPerSecond,
    @Schema(description = "requests for predictions at the same time, to each node", example = "8")
        @Range(min = 1, max = MAX_CONCURRENT_PREDICTIONS, message = MESSAGE)
        @Nullable Integer concurrentPredictions,
    @Schema(description = "jobs that are followed at the same time, on each node", example = "20")
        @Range(min = 1, max = MAX_EVENT_STREAMS, message = MESSAGE)
        @Nullable Integer eventStreams,
    @Schema(description = "queued, paused and running jobs", example = "10")
        @Range(min = 1, max = MAX_UNFINISHED_JOBS, message = MESSAGE)
        @Nullable Integer unfinishedJobs,
    @Schema(
            description = "bytes of the data sets and models that were uploaded",
            example = "50000000000")
        @Range(min = 1, max = MAX_STORED_BYTES, message = MESSAGE)
        @Nullable Long storedBytes) {

  public static final long MAX_IMAGES_PER_SECOND = 1_000_000;
  public static final long MAX_CONCURRENT_PREDICTIONS = 10_000;
  public static final long MAX_EVENT_STREAMS = 100_000;
  public static final long MAX_UNFINISHED_JOBS = 1_000_000;
  public static final long MAX_STORED_BYTES = 1L << 50;

  private static final String MESSAGE = "must be between {min} and {max}, was ${validatedValue}";

  /** No limits. */
  public static final Limits NONE = new Limits(null, null, null, null, null);

  /** Returns these limits, with those of {@code defaults} where there is none. */
  public Limits withDefaults(Limits defaults) {
    return new Limits(
        either(imagesPerSecond, defaults.imagesPerSecond),
        either(concurrentPredictions, defaults.concurrentPredictions),
        either(eventStreams, defaults.eventStreams),
        either(unfinishedJobs, defaults.unfinishedJobs),
        either(storedBytes, defaults.storedBytes));
  }

  private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
    return first == null ? second : first;
  }
}
