package dev.residual.sweep;

import dev.residual.access.Caller;
import dev.residual.access.limit.ClientLimits;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Limits how many sweeps have not ended, and how many of them each key has. Sweeps are added one
 * after the other, across all nodes.
 */
@Component
class SweepCapacity {

  private static final Set<SweepStatus> UNFINISHED =
      EnumSet.of(SweepStatus.RUNNING, SweepStatus.STOPPING);

  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  /** One key may have this part of all places. */
  private static final int SHARES = 4;

  private final Sweeps sweeps;
  private final SweepSettings settings;
  private final ClientLimits limits;
  private final JdbcClient jdbc;

  SweepCapacity(Sweeps sweeps, SweepSettings settings, ClientLimits limits, JdbcClient jdbc) {
    this.sweeps = sweeps;
    this.settings = settings;
    this.limits = limits;
    this.jdbc = jdbc;
  }

  /**
   * Checks that there is room for one more sweep of the client of this request, which then belongs
   * to the caller's transaction: until it ends, no other one gets past this check.
   *
   * @throws Problem 429 if there is none, or if the client has as many sweeps as it may have
   */
  void requireRoom() {
    jdbc.sql("select id from sweep_lock for update").query(Integer.class).single();
    UUID owner = Caller.currentId();
    if (owner != null) {
      requireRoomOf(owner);
    }
    if (sweeps.countByStatusIn(UNFINISHED) >= settings.maxUnfinished()) {
      throw full(
          "too-many-sweeps",
          "%d sweeps have not ended, as many as residual.sweeps.max-unfinished allows",
          settings.maxUnfinished());
    }
  }

  private void requireRoomOf(UUID owner) {
    long own = sweeps.countByOwnerAndStatusIn(owner, UNFINISHED);
    Integer jobs = limits.current().unfinishedJobs();
    if (jobs != null && own >= jobs) {
      throw full(
          "too-many-sweeps-of-key",
          "%d sweeps of this key have not ended, as many as its limit unfinishedJobs allows."
              + " Wait for one to end, or stop one.",
          jobs);
    }
    int share = Math.max(1, settings.maxUnfinished() / SHARES);
    if (own >= share) {
      throw full(
          "too-many-sweeps-of-key",
          "%d sweeps of this key have not ended, a quarter of those that"
              + " residual.sweeps.max-unfinished allows. Wait for one to end, or stop one.",
          share);
    }
  }

  private static Problem full(String code, String detail, int limit) {
    return Problem.of(HttpStatus.TOO_MANY_REQUESTS, code, String.format(Locale.ROOT, detail, limit))
        .retryAfter(RETRY_AFTER);
  }
}
