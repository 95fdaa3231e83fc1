package dev.residual.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.residual.image.ImageFormat;
import dev.residual.web.Link;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One data set in the responses of {@code /datasets}. It is made without reading an image. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Dataset")
public record DatasetView(
    @Schema(description = "The name that a job gives", example = "fashion-mnist-sample")
        String name,
    @Schema(description = "The version of an own data set; null for a built-in one")
        @Nullable Integer version,
    @Schema(description = "The key of the client that made it; null if nobody was asked for one")
        @Nullable UUID owner,
    DatasetStatus status,
    @Schema(description = "Whether a job can train on it now") boolean ready,
    @Schema(description = "What is missing and what to do about it, if the data set is not ready")
        @Nullable String remedy,
    @Schema(description = "How far the import is; null if none is running")
        @Nullable ImportProgress progress,
    @Schema(description = "Why the import failed; null if it did not") @Nullable Failure failure,
    @Schema(description = "Number of images for training; null until it is known", example = "6000")
        @Nullable Integer trainSize,
    @Schema(
            description =
                "Number of images to evaluate on during a training, 0 if it gives none; null until"
                    + " it is known",
            example = "0")
        @Nullable Integer validationSize,
    @Schema(
            description = "Number of images for evaluation; null until it is known",
            example = "1000")
        @Nullable Integer testSize,
    @Schema(description = "Names of the classes, by index; empty until they are known")
        List<String> labels,
    @Schema(
            description =
                "The format of each image or, if their sizes differ, of the images that a model"
                    + " takes; null until it is known")
        @Nullable ImageFormat imageFormat,
    @Schema(description = "Where the images come from, and their license") String source,
    @Schema(
            description = "Where the files are stored; null if they are missing",
            example = "bundled")
        @Nullable String location,
    @Schema(
            description =
                "SHA-256 of the uncompressed bytes of each file of a built-in data set, by file"
                    + " name; of an own one, that of its labels, splits and images")
        Map<String, String> digests,
    @Schema(description = "When its upload began; null for a built-in one")
        @Nullable Instant createdAt,
    Links links) {

  /**
   * How far an import is.
   *
   * @param phase listing, decoding or writing
   * @param done number of images that are through the phase
   * @param total number of images; 0 while it is not known
   * @param etaSeconds time until the end of the phase in seconds; null while it is not known
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record ImportProgress(String phase, int done, int total, @Nullable Long etaSeconds) {}

  /**
   * Why an import failed.
   *
   * @param code in kebab-case, such as class-too-small
   * @param message with number, limit and remedy
   */
  @Schema(name = "DatasetFailure")
  public record Failure(String code, String message) {}

  /**
   * Where more is found.
   *
   * @param self the data set
   * @param images a sheet of its images; null if there are none yet
   * @param report the report on its import; null if there is none
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "DatasetLinks")
  public record Links(Link self, @Nullable Link images, @Nullable Link report) {}
}
