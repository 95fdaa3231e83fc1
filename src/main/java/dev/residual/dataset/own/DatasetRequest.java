package dev.residual.dataset.own;

import dev.residual.dataset.decode.ColorMode;
import dev.residual.dataset.feedback.FeedbackSelection;
import dev.residual.dataset.ingest.ImportOptions;
import dev.residual.dataset.ingest.LabelSpec;
import dev.residual.dataset.ingest.LeakPolicy;
import dev.residual.dataset.ingest.SplitOptions;
import dev.residual.preprocessing.OrientationMode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON body of {@code POST /datasets}, for an archive or a folder in the inbox, or for images
 * of predictions.
 *
 * @param inbox path below the inbox; null for images of predictions
 * @param feedback which images of predictions; null for the inbox
 * @param newVersion whether the name may have versions already
 */
@Schema(name = "DatasetRequest")
record DatasetRequest(
    @Schema(description = "1 to 100 of a-z, 0-9 and -", example = "pets") @Nullable String name,
    @Schema(
            description = "An archive or a folder below residual.dataset.inbox",
            example = "pets.zip")
        @Nullable String inbox,
    @Schema(description = "Instead of inbox: images of predictions whose truth was told")
        @Nullable FeedbackSelection feedback,
    @Schema(description = "Adds a version to a data set that exists; default false")
        @Nullable Boolean newVersion,
    @Schema(description = "How images are split whose archive does not say it")
        @Nullable SplitOptions split,
    @Schema(description = "The labels in their order; default those of the archive")
        @Nullable List<LabelSpec> labels,
    @Schema(description = "Default auto: color if any image has color") @Nullable ColorMode color,
    @Schema(
            description =
                "Shorter side in pixels to which larger images are reduced, 28 to 512; default 256")
        @Nullable Integer storedSize,
    @Schema(description = "Default exif: images are turned as their EXIF orientation says")
        @Nullable OrientationMode orientation,
    @Schema(description = "Share of images that may be unreadable, 0 to 1; default 0.05")
        @Nullable Double maxUnreadable,
    @Schema(
            description =
                "What becomes of training images that are test images too; default report")
        @Nullable LeakPolicy leaks) {

  /** Checks the options. */
  DatasetRequest {
    options(split, labels, color, storedSize, orientation, maxUnreadable, leaks);
  }

  ImportOptions options() {
    return options(split, labels, color, storedSize, orientation, maxUnreadable, leaks);
  }

  private static ImportOptions options(
      @Nullable SplitOptions split,
      @Nullable List<LabelSpec> labels,
      @Nullable ColorMode color,
      @Nullable Integer storedSize,
      @Nullable OrientationMode orientation,
      @Nullable Double maxUnreadable,
      @Nullable LeakPolicy leaks) {
    return new ImportOptions(split, labels, color, storedSize, orientation, maxUnreadable, leaks);
  }
}
