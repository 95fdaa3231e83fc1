package dev.residual.model;

/**
 * A model that lies in the store and may be registered.
 *
 * @param key where it lies, {@code jobs/{id}/{attempt}/model}
 */
public record StoredModel(String key, Manifest manifest) {}
