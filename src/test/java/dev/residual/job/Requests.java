package dev.residual.job;

import dev.residual.model.Promotion;
import org.jspecify.annotations.Nullable;

/** Requests whose defaults are filled in. */
final class Requests {

  static final JobRequest USUAL = JobRequest.EMPTY.withDefaults();

  private Requests() {}

  static JobRequest onDevice(String device) {
    return request(null, device, 0);
  }

  static JobRequest named(String name, int priority) {
    return request(name, JobRequest.ANY_DEVICE, priority);
  }

  private static JobRequest request(@Nullable String name, String device, int priority) {
    return new JobRequest(
            name,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            device,
            priority,
            Promotion.NEVER)
        .withDefaults();
  }
}
