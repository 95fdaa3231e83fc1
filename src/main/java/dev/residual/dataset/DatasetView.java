package dev.residual.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One data set in the response of {@code GET /datasets}. It is made without reading an image. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Dataset")
record DatasetView(
    @Schema(example = "fashion-mnist-sample") String name,
    @Schema(description = "Whether a job can train on it now") boolean ready,
    @Schema(description = "What is missing and how to get it, if the data set is not ready")
        @Nullable String remedy,
    @Schema(description = "Number of images for training", example = "6000") int trainSize,
    @Schema(
            description = "Number of images to evaluate on during a training; 0 if it gives none",
            example = "0")
        int validationSize,
    @Schema(description = "Number of images for evaluation", example = "1000") int testSize,
    @Schema(description = "Names of the classes, by index") List<String> labels,
    @Schema(description = "Where the images come from, and their license") String source,
    @Schema(
            description = "Where the files are stored; null if they are missing",
            example = "bundled")
        @Nullable String location,
    @Schema(description = "SHA-256 of the uncompressed bytes of each file, by file name")
        Map<String, String> digests) {}
