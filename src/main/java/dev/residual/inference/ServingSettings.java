package dev.residual.inference;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How images are named.
 *
 * @param interOpThreads batches computed at once; 0 for as many as there are processors
 * @param intraOpThreads that one batch is computed on; 0 for all. With one, nobody waits for helpers: a core
 *     that an HTTP thread or a training takes for a moment does not hold up the others
 * @param backend {@code auto} takes oneDNN where it is there and the model stays true
 * @param precision {@code auto} takes bf16 where the device multiplies it and the model stays true
 * @param maxBatchSize images computed at once, at most
 * @param queueCapacity images that may wait; the next request is told to come again
 * @param maxQueueDelay how long a batch that is not full waits for more images
 * @param deadline how long a request waits for its answer
 * @param maxLoadedModels networks kept in memory; the one that was not asked for longest goes first
 */
@Validated
@ConfigurationProperties("residual.serving")
record ServingSettings(
    @Min(0) @Max(1024) @DefaultValue("0") int interOpThreads,
    @Min(0) @Max(1024) @DefaultValue("1") int intraOpThreads,
    @Pattern(regexp = "auto|onednn|libtorch", message = "must be auto, onednn or libtorch")
        @DefaultValue("auto")
        String backend,
    @Pattern(regexp = "auto|fp32|bf16", message = "must be auto, fp32 or bf16")
        @DefaultValue("auto")
        String precision,
    @Min(1) @Max(64) @DefaultValue("8") int maxBatchSize,
    @Min(64) @Max(100_000) @DefaultValue("256") int queueCapacity,
    @NotNull @DefaultValue("0s") Duration maxQueueDelay,
    @NotNull @DefaultValue("10s") Duration deadline,
    @Min(1) @Max(100) @DefaultValue("4") int maxLoadedModels) {

  ServingSettings {
    interOpThreads =
        interOpThreads == 0 ? Runtime.getRuntime().availableProcessors() : interOpThreads;
  }
}
