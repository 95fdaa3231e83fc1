package dev.residual.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why a service that everybody could use does not start. */
class OpenAccessFailureAnalyzer extends AbstractFailureAnalyzer<OpenAccessException> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, OpenAccessException cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Ask for keys with residual.access.mode=keys, or listen on 127.0.0.1 (server.address"
            + " and management.server.address). If"
            + " everybody who can reach the service may do everything, set"
            + " residual.access.allow-anonymous=true.",
        cause);
  }
}
