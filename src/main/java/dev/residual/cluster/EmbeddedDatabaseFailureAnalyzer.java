package dev.residual.cluster;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why the service does not start without the files of its embedded database. */
class EmbeddedDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedDatabaseException> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, EmbeddedDatabaseException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
  }
}
