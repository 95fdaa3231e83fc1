package dev.residual.cluster;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Is down if the file of the embedded database was removed. */
@Component
class DatabaseFileHealthIndicator implements HealthIndicator {

  private final DatabaseFile file;

  DatabaseFileHealthIndicator(DatabaseFile file) {
    this.file = file;
  }

  @Override
  public Health health() {
    return file.lost()
        .map(path -> Health.down().withDetail("reason", path + " was removed or replaced").build())
        .orElseGet(() -> Health.up().build());
  }
}
