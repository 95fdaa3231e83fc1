package dev.residual.model;

import java.util.UUID;

/**
 * A model that can be served.
 *
 * @param architecture {@code resnet18}, or {@code custom}
 * @param testTop1 share of the test pictures named right, 0 to 1
 */
public record RegisteredModel(UUID id, String architecture, double testTop1, SavedModel saved) {}
