package dev.residual.natives;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why the service does not start with its native libraries. */
class UntrustedLibraryFailureAnalyzer extends AbstractFailureAnalyzer<UntrustedLibraryException> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, UntrustedLibraryException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
  }
}
