package dev.residual.model.provenance;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a training ended in, and what that can depend on besides its request.
 *
 * @param weightsSha256 SHA-256 of the weights
 * @param top1 accuracy on the test set, 0 to 1
 * @param precision {@code fp32} or {@code bf16}
 * @param steps count of the weight updates; null if it is not known
 * @param versions versions of the libraries, by name
 * @param provenance null if it is not known
 */
public record Outcome(
    String weightsSha256,
    double top1,
    String precision,
    @Nullable Long steps,
    Map<String, String> versions,
    @Nullable Provenance provenance) {}
