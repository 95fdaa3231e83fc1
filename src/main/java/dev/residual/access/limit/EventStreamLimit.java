package dev.residual.access.limit;

import dev.residual.web.Client;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Limits how many event streams one client has on this node. */
@Component
public class EventStreamLimit {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final ClientLimits limits;
  private final ConcurrentUses uses = new ConcurrentUses();

  EventStreamLimit(ClientLimits limits) {
    this.limits = limits;
  }

  /**
   * Returns a permit for one more event stream of the client of this thread's request. It must be
   * closed when the stream is over.
   *
   * @throws Problem 429 if the client has as many as it may have
   */
  public Permit acquire() {
    Integer max = limits.current().eventStreams();
    return uses.acquire(Client.ofThisRequest(), max)
        .orElseThrow(
            () ->
                Problem.of(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "too-many-event-streams",
                        String.format(
                            Locale.ROOT,
                            "This client follows %d jobs, as many as its limit eventStreams allows."
                                + " Close a stream, or ask an admin for a higher limit.",
                            max))
                    .retryAfter(RETRY_AFTER));
  }
}
