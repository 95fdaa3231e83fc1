package dev.residual.model.upload;

import dev.residual.access.limit.StoredBytes;
import dev.residual.model.ModelRegistry;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Knows the size of the models that each client has uploaded. */
@Component
class StoredUploads implements StoredBytes {

  private final ModelRegistry registry;

  StoredUploads(ModelRegistry registry) {
    this.registry = registry;
  }

  @Override
  public long of(UUID owner) {
    return registry.uploadedBytes(owner);
  }
}
