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
 * The settings of serving, {@code residual.serving}.
 *
 * @param interOpThreads batches computed at once; 0 for one per processor
 * @param intraOpThreads threads that compute one batch; 0 for one per processor. With one thread no
 *     batch waits for helper threads: a core that an HTTP thread or a training uses for a moment
 *     does not delay the others
 * @param backend {@code auto} uses oneDNN if it is available and the model passes verification
 * @param precision {@code auto} uses bf16 if the device supports it and the model passes
 *     verification
 * @param maxBatchSize maximum number of images in a batch
 * @param queueCapacity maximum number of images that may wait; further requests are answered 503
 * @param maxQueueDelay longest time that a batch that is not full waits for more images
 * @param deadline longest time that a request waits for its answer
 * @param maxLoadedModels maximum number of models in memory; the least recently used one is evicted
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
