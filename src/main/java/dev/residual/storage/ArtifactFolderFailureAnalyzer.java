package dev.residual.storage;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why the service does not start without a folder for its artifacts. */
class ArtifactFolderFailureAnalyzer extends AbstractFailureAnalyzer<UnwritableFolderException> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, UnwritableFolderException cause) {
    return new FailureAnalysis(
        "Models and checkpoints cannot be stored: " + cause.getMessage(),
        "Make the folder writable for the user that runs the service, or name another one in"
            + " residual.artifacts.folder.",
        cause);
  }
}
