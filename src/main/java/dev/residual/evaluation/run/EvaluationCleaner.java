package dev.residual.evaluation.run;

import dev.residual.cluster.DatabaseMode;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Takes up what killed processes left: at start-up, evaluations of an embedded database, which no
 * other process uses; later, unreferenced files.
 */
@Component
class EvaluationCleaner implements SmartInitializingSingleton {

  private static final String INTERVAL = "${residual.retention.cleanup-interval:1h}";

  private final DatabaseMode database;
  private final EvaluationAttempts attempts;
  private final EvaluationArtifacts artifacts;

  EvaluationCleaner(
      DatabaseMode database, EvaluationAttempts attempts, EvaluationArtifacts artifacts) {
    this.database = database;
    this.attempts = attempts;
    this.artifacts = artifacts;
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (!database.isShared()) {
      attempts.requeueOrphans();
    }
  }

  @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
  void run() {
    artifacts.deleteAll();
  }
}
