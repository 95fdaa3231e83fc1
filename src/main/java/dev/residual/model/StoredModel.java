package dev.residual.model;

/**
 * A model in the artifact store, which may be registered.
 *
 * @param key key of its files in the store, {@code jobs/{id}/{attempt}/model}
 */
public record StoredModel(String key, Manifest manifest) {}
