package dev.residual.web.request;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How long threads wait for clients that send a request, or take its answer, slowly.
 *
 * @param timeout how long a request may keep a thread waiting, besides the time for its bytes
 * @param minRate bytes a second, sent or taken, that extend this time
 * @param maxWaiting maximum number of threads that wait at the same moment, which should be well
 *     below {@code server.tomcat.threads.max}
 * @param maxDownloads maximum number of files that are downloaded at the same time, which should be
 *     well below {@code maxWaiting}
 */
@Validated
@ConfigurationProperties("residual.web.transfer")
record TransferSettings(
    @NotNull @DefaultValue("20s") Duration timeout,
    @NotNull @DefaultValue("32KB") DataSize minRate,
    @Min(1) @DefaultValue("100") int maxWaiting,
    @Min(1) @DefaultValue("32") int maxDownloads) {

  public TransferSettings {
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new IllegalArgumentException(
          "residual.web.transfer.timeout must be more than 0s, was " + timeout);
    }
    if (minRate != null && minRate.toBytes() < 1) {
      throw new IllegalArgumentException(
          "residual.web.transfer.min-rate must be at least 1B, was " + minRate);
    }
  }

  /** Returns how long threads may wait for a request of so many bytes, in nanoseconds. */
  long nanos(long bytes) {
    return timeout.toNanos() + (long) (1e9 * bytes / minRate.toBytes());
  }
}
