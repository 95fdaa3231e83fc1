package dev.residual.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code GET /datasets} tells of one data set, without reading an image. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Dataset")
record DatasetView(
    @Schema(example = "fashion-mnist-sample") String name,
    @Schema(description = "Whether a job can train on it now") boolean ready,
    @Schema(description = "If it is not ready: what is missing and how to get it")
        @Nullable String remedy,
    @Schema(description = "Images to learn from", example = "6000") int trainSize,
    @Schema(description = "Images to judge by", example = "1000") int testSize,
    @Schema(description = "Names of the classes, by index") List<String> labels,
    @Schema(description = "Where the images come from, and their licence") String source,
    @Schema(description = "Where the files lie here, if they do", example = "bundled")
        @Nullable String location,
    @Schema(description = "SHA-256 of the uncompressed bytes of each file, by file name")
        Map<String, String> digests) {}
