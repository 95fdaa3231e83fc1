package dev.residual.sweep;

import dev.residual.access.Caller;
import dev.residual.web.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The operations that clients perform on sweeps. Each method is one transaction. */
@Component
@Transactional
public class SweepLifecycle {

  private static final String INTERVAL = "${residual.retention.cleanup-interval:1h}";

  private final Sweeps sweeps;
  private final SweepSettings settings;
  private final Clock clock;

  SweepLifecycle(Sweeps sweeps, SweepSettings settings, Clock clock) {
    this.sweeps = sweeps;
    this.settings = settings;
    this.clock = clock;
  }

  /** Asks for the end of a sweep. Its trials are ended soon after. */
  public void stop(UUID id) {
    lock(id).stop();
  }

  /** Deletes a sweep that has ended. Its jobs and models stay. */
  public void delete(UUID id) {
    Sweep sweep = lock(id);
    sweep.requireDeletable();
    sweeps.delete(sweep);
  }

  /** Deletes the sweeps that ended long ago. */
  @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
  void deleteExpired() {
    List<UUID> expired = sweeps.finishedBefore(clock.instant().minus(settings.retention()));
    expired.forEach(id -> sweeps.lock(id).ifPresent(sweeps::delete));
  }

  /** Returns a sweep that the client may change, locked until the transaction ends. */
  private Sweep lock(UUID id) {
    Sweep sweep = sweeps.lock(id).orElseThrow(() -> notFound(id));
    Caller.requireOwn(sweep.owner(), "Sweep " + id);
    return sweep;
  }

  static Problem notFound(UUID id) {
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-sweep",
        String.format(Locale.ROOT, "No sweep has the id %s", id));
  }
}
