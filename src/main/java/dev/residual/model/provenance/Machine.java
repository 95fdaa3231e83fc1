package dev.residual.model.provenance;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.SortedMap;

/**
 * Where a model was trained, as far as its weights can depend on it.
 *
 * @param device {@code cpu}, {@code gpu0}, ...
 * @param hardware what the processor or the GPU calls itself
 * @param threads how many threads computed; libtorch adds numbers in another order with each count
 * @param system operating system and architecture
 * @param accelerations for each acceleration {@code on}, or the reason why it was not used
 */
@Schema(name = "TrainingMachine", description = "Where the model was trained")
public record Machine(
    @Schema(example = "cpu") String device,
    @Schema(description = "What the processor or the GPU calls itself", example = "AMD EPYC 9B45")
        String hardware,
    @Schema(description = "How many threads computed", example = "2") int threads,
    @Schema(example = "Linux amd64") String system,
    @Schema(description = "on, or the reason why an acceleration was not used")
        SortedMap<String, String> accelerations) {}
