package dev.residual.web.request;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How long a request's body may take. A server thread waits for each body that is on its way.
 *
 * @param timeout time for a body, besides the time for the bytes that have arrived
 * @param minRate bytes a second that extend this time
 * @param maxWaiting maximum number of threads that wait for bodies at the same moment, which should
 *     be well below {@code server.tomcat.threads.max}
 */
@Validated
@ConfigurationProperties("residual.web.body")
record SlowBodySettings(
    @NotNull @DefaultValue("20s") Duration timeout,
    @NotNull @DefaultValue("32KB") DataSize minRate,
    @Min(1) @DefaultValue("100") int maxWaiting) {

  public SlowBodySettings {
    if (minRate != null && minRate.toBytes() < 1) {
      throw new IllegalArgumentException(
          "residual.web.body.min-rate must be at least 1B, was " + minRate);
    }
  }

  /** Returns how long a body may take of which so many bytes have arrived, in nanoseconds. */
  long nanos(long bytes) {
    return timeout.toNanos() + (long) (1e9 * bytes / minRate.toBytes());
  }
}
