package dev.residual.access.limit;

import dev.residual.access.Limits;
import dev.residual.web.Client;
import dev.residual.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Limits how many images one client sends to this node, and how many requests at a time. */
@Component
public class PredictionLimits {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ClientLimits limits;
  private final ImageBuckets buckets;
  private final ConcurrentUses uses = new ConcurrentUses();

  PredictionLimits(ClientLimits limits, ImageBuckets buckets) {
    this.limits = limits;
    this.buckets = buckets;
  }

  /**
   * Admits a request for predictions of the client of this thread's request. The permit must be
   * closed when it was handled, whatever its end.
   *
   * @throws Problem 429 if the client has spent its images, or has too many requests
   */
  Permit admit(HttpServletRequest request, HttpServletResponse response) {
    Limits current = limits.current();
    String client = Client.ofThisRequest();
    Integer imagesPerSecond = current.imagesPerSecond();
    if (imagesPerSecond != null) {
      ImageQuota quota =
          new ImageQuota(buckets.of(client, imagesPerSecond), imagesPerSecond, response);
      quota.requireSome();
      request.setAttribute(ImageQuota.ATTRIBUTE, quota);
    }
    Integer max = current.concurrentPredictions();
    return uses.acquire(client, max)
        .orElseThrow(
            () ->
                Problem.of(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "too-many-predictions",
                        String.format(
                            Locale.ROOT,
                            "%d requests of this client are being answered, as many as its limit"
                                + " concurrentPredictions allows. Send one after an answer.",
                            max))
                    .retryAfter(RETRY_AFTER));
  }

  /** Returns the number of clients whose requests are being answered, of those with a limit. */
  int clients() {
    return uses.clients();
  }
}
