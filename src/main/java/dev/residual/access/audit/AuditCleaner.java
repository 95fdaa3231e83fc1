package dev.residual.access.audit;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes old entries of the audit log. */
@Component
class AuditCleaner {

  private final AuditLog log;
  private final AuditSettings settings;
  private final Clock clock;

  AuditCleaner(AuditLog log, AuditSettings settings, Clock clock) {
    this.log = log;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.HOURS)
  void run() {
    log.deleteBefore(clock.instant().minus(settings.retention()));
  }
}
