package dev.residual.access.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Records requests that were refused. Anybody can send such requests, so only some of them are
 * recorded in each minute: the log must not fill the disk, nor keep the database busy.
 */
@Component
public class RefusalAudit {

  private static final Logger logger = LoggerFactory.getLogger(RefusalAudit.class);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final AuditLog log;
  private final int maxAMinute;
  private final Clock clock;
  private Instant since = Instant.MIN;
  private int count;

  RefusalAudit(AuditLog log, AuditSettings settings, Clock clock) {
    this.log = log;
    maxAMinute = settings.maxRefusals();
    this.clock = clock;
  }

  void record(AuditedRequest request, int status) {
    Instant now = clock.instant();
    if (mayRecord(now)) {
      try {
        log.add(request.entry(now, status));
      } catch (DataAccessException e) {
        logger.warn("A refused request could not be recorded: {}", e.getMessage());
      }
    }
  }

  private synchronized boolean mayRecord(Instant now) {
    if (now.isAfter(since.plus(MINUTE))) {
      since = now;
      count = 0;
    }
    count++;
    if (count == maxAMinute + 1) {
      logger.warn(
          "More than {} requests were refused within a minute; the rest of them is not recorded",
          maxAMinute);
    }
    return count <= maxAMinute;
  }
}
