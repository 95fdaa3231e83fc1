package dev.residual.feedback;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A prediction as it was recorded.
 *
 * @param label index of the most probable class
 * @param confidence the probability of this class, 0 to 1
 * @param truth index of the true class; null if nobody has told it
 */
public record RecordedPrediction(
    UUID id, int label, float confidence, @Nullable Integer truth, Instant createdAt) {}
