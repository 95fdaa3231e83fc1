package dev.residual.inference;

import dev.residual.cluster.NodeSettings;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import dev.residual.storage.ArtifactException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether the default model can answer. The first question after a start has it prepared, so that
 * the first request need not wait. Without a default model there is nothing to wait for.
 */
@Component
class ModelHealthIndicator implements HealthIndicator {

  private final ModelResolver names;
  private final ModelCache models;
  private final NodeSettings node;
  private volatile boolean wasReady;

  ModelHealthIndicator(ModelResolver names, ModelCache models, NodeSettings node) {
    this.names = names;
    this.models = models;
    this.node = node;
  }

  @Override
  public Health health() {
    Optional<RegisteredModel> model =
        node.role().answers() ? names.find(ModelRegistry.DEFAULT) : Optional.empty();
    return model.map(this::health).orElseGet(() -> Health.up().build());
  }

  private Health health(RegisteredModel model) {
    Health.Builder health = Health.up();
    try {
      models.acquire(model, Deadline.NONE).close();
      wasReady = true;
    } catch (TimeoutException e) {
      // Later it is only put away at times, when many other models were asked for.
      health = wasReady ? Health.up() : Health.down().withDetail("reason", "is being prepared");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      health = Health.down().withDetail("reason", "the service is stopping");
    } catch (ArtifactException e) {
      health = Health.down().withDetail("reason", "cannot be served; the log tells why");
    }
    return health.withDetail("id", model.id()).build();
  }
}
