package dev.residual.access.limit;

import dev.residual.web.Problem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * What the client of one request may send of images, as its answer says in the headers of
 * draft-ietf-httpapi-ratelimit-headers, version 10.
 */
public final class ImageQuota {

  static final String ATTRIBUTE = ImageQuota.class.getName();
  static final String POLICY = "RateLimit-Policy";
  static final String REMAINING = "RateLimit";

  private static final String NAME = "\"images\"";

  private final Bucket bucket;
  private final int imagesPerSecond;
  private final HttpServletResponse response;

  /**
   * Creates a quota.
   *
   * @param response to the request; gets the headers at once, and again after each change
   */
  ImageQuota(Bucket bucket, int imagesPerSecond, HttpServletResponse response) {
    this.bucket = bucket;
    this.imagesPerSecond = imagesPerSecond;
    this.response = response;
    response.setHeader(POLICY, policy());
    showRemaining();
  }

  /**
   * Takes images from the quota of the client of this thread's request, if it has one.
   *
   * @throws Problem 429 if they are too many
   */
  public static void spend(int images) {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    if (request != null
        && request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST)
            instanceof ImageQuota quota) {
      quota.take(images);
    }
  }

  private void take(int images) {
    if (!bucket.tryConsume(images)) {
      throw refused(images);
    }
    showRemaining();
  }

  /**
   * Checks that not all is spent, so that a body is read whose images may be classified.
   *
   * @throws Problem 429 otherwise
   */
  void requireSome() {
    if (bucket.getAvailableTokens() < 1) {
      throw refused(1);
    }
  }

  private Problem refused(int images) {
    EstimationProbe probe = bucket.estimateAbilityToConsume(images);
    long seconds = Math.max(1, ceilSeconds(probe.getNanosToWaitForRefill()));
    show(probe.getRemainingTokens(), ";t=" + seconds);
    return Problem.of(
            HttpStatus.TOO_MANY_REQUESTS,
            "rate-limited",
            String.format(
                Locale.ROOT,
                "This client may send %d images a second (its limit imagesPerSecond), and %d at"
                    + " once. Retry in %d s.",
                imagesPerSecond,
                ImageBuckets.capacity(imagesPerSecond),
                seconds))
        .retryAfter(Duration.ofSeconds(seconds));
  }

  /** Images are added one by one, and at least one in a second, until the bucket is full. */
  private void showRemaining() {
    long remaining = bucket.getAvailableTokens();
    show(remaining, remaining < ImageBuckets.capacity(imagesPerSecond) ? ";t=1" : "");
  }

  /** Headers of the response itself stay, whatever its body will be. */
  private void show(long remaining, String untilMore) {
    response.setHeader(
        REMAINING, String.format(Locale.ROOT, "%s;r=%d%s", NAME, remaining, untilMore));
  }

  /** Returns the images of a bucket, and the seconds in which as many come anew. */
  private String policy() {
    long capacity = ImageBuckets.capacity(imagesPerSecond);
    return String.format(
        Locale.ROOT,
        "%s;q=%d;w=%d;qu=\"images\"",
        NAME,
        capacity,
        (capacity + imagesPerSecond - 1) / imagesPerSecond);
  }

  private static long ceilSeconds(long nanos) {
    long second = Duration.ofSeconds(1).toNanos();
    return (nanos + second - 1) / second;
  }
}
