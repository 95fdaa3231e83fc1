package dev.residual.access.audit;

import java.time.Clock;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Adds an entry for a request's change to the transaction that makes it, so that neither is without
 * the other. No endpoint has to think of it.
 */
@Component
class ChangeAudit implements TransactionExecutionListener {

  private final AuditLog log;
  private final Clock clock;

  ChangeAudit(AuditLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void beforeCommit(TransactionExecution transaction) {
    AuditedRequest request = AuditedRequest.current();
    if (request != null && request.isUnrecordedChange() && !transaction.isReadOnly()) {
      log.add(request.entry(clock.instant(), null));
    }
  }

  /** Only now it is certain; a request may try again after a transaction that failed. */
  @Override
  public void afterCommit(
      TransactionExecution transaction, @org.jspecify.annotations.Nullable Throwable failure) {
    AuditedRequest request = AuditedRequest.current();
    if (request != null && failure == null && !transaction.isReadOnly()) {
      request.recorded();
    }
  }
}
