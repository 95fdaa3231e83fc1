package dev.residual.inference;

import dev.residual.cluster.NodeSettings;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import dev.residual.storage.ArtifactException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Reports whether the default model can be served. The first check after a start loads the model,
 * so that the first request does not wait for it. A node without a default model is healthy.
 */
@Component
class ModelHealthIndicator implements HealthIndicator {

  private static final Logger log = LoggerFactory.getLogger(ModelHealthIndicator.class);

  private final ModelResolver resolver;
  private final ModelCache models;
  private final NodeSettings node;
  private volatile boolean wasReady;

  ModelHealthIndicator(ModelResolver resolver, ModelCache models, NodeSettings node) {
    this.resolver = resolver;
    this.models = models;
    this.node = node;
  }

  @Override
  public Health health() {
    Optional<RegisteredModel> model =
        node.role().answers() ? resolver.find(ModelRegistry.DEFAULT) : Optional.empty();
    return model.map(this::health).orElseGet(() -> Health.up().build());
  }

  private Health health(RegisteredModel model) {
    Health.Builder health = Health.up();
    try {
      models.acquire(model, Deadline.NONE).close();
      wasReady = true;
    } catch (TimeoutException e) {
      // A model that was ready before may have been evicted because others were requested, so the
      // node stays healthy.
      health =
          wasReady ? Health.up() : Health.down().withDetail("reason", "the model is being loaded");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      health = Health.down().withDetail("reason", "the service is stopping");
    } catch (ArtifactException e) {
      health = Health.down().withDetail("reason", "the model cannot be served; the log says why");
    } catch (RuntimeException | Error e) {
      log.warn("The default model cannot be loaded at the moment", e);
      health = Health.down().withDetail("reason", "the model cannot be loaded; the log says why");
    }
    return health.withDetail("id", model.id()).build();
  }
}
