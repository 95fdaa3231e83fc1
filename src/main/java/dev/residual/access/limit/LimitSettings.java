package dev.residual.access.limit;

import dev.residual.access.Limits;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much each client may use whose key does not say otherwise. What is not set is not limited.
 *
 * @param imagesPerSecond images that are classified, on average over a few seconds, by each node
 * @param concurrentPredictions requests for predictions at the same time, to each node
 * @param eventStreams jobs that are followed at the same time, on each node
 * @param unfinishedJobs queued, paused and running jobs of a key
 * @param storedBytes size of the data sets and models that were uploaded with a key
 */
@Validated
@ConfigurationProperties("residual.access.limits")
record LimitSettings(
    @Range(min = 1, max = Limits.MAX_IMAGES_PER_SECOND) @Nullable Integer imagesPerSecond,
    @Range(min = 1, max = Limits.MAX_CONCURRENT_PREDICTIONS)
        @Nullable Integer concurrentPredictions,
    @Range(min = 1, max = Limits.MAX_EVENT_STREAMS) @Nullable Integer eventStreams,
    @Range(min = 1, max = Limits.MAX_UNFINISHED_JOBS) @Nullable Integer unfinishedJobs,
    @Nullable DataSize storedBytes) {

  LimitSettings {
    if (storedBytes != null
        && (storedBytes.toBytes() < 1 || storedBytes.toBytes() > Limits.MAX_STORED_BYTES)) {
      throw new IllegalArgumentException(
          "residual.access.limits.stored-bytes must be from 1B to 1024TB, was " + storedBytes);
    }
  }

  Limits limits() {
    return new Limits(
        imagesPerSecond,
        concurrentPredictions,
        eventStreams,
        unfinishedJobs,
        storedBytes == null ? null : storedBytes.toBytes());
  }
}
