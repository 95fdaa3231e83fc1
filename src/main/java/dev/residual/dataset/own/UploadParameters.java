package dev.residual.dataset.own;

import io.swagger.v3.oas.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of {@code POST /datasets} with an archive as its body. Those that are not
 * given have the value of the file {@code dataset.json} in the archive, or their default.
 */
record UploadParameters(
    @Parameter(description = "1 to 100 of a-z, 0-9 and -", example = "pets", required = true)
        @Nullable String name,
    @Parameter(description = "Adds a version to a data set that exists; default false")
        @Nullable Boolean newVersion,
    @Parameter(
            description =
                "Share of the images for the test, 0.01 to 0.5, unless the archive has a test part;"
                    + " default 0.2")
        @Nullable Double test,
    @Parameter(
            description =
                "Share of the images for the validation, 0 to 0.5, unless the archive has such a"
                    + " part; default 0")
        @Nullable Double validation,
    @Parameter(description = "Seed of the splits; default 42") @Nullable Long seed,
    @Parameter(
            description =
                "The labels in their order as a JSON array of names, or of"
                    + " {\"name\": \"T-shirt/top\", \"folder\": \"tshirt\"}; default those of the"
                    + " archive in natural order")
        @Nullable String labels,
    @Parameter(description = "auto (color if any image has color), gray or rgb; default auto")
        @Nullable String color,
    @Parameter(
            description =
                "Shorter side in pixels to which larger images are reduced, 28 to 512; default 256")
        @Nullable Integer storedSize,
    @Parameter(description = "exif (images are turned as EXIF says) or as-is; default exif")
        @Nullable String orientation,
    @Parameter(description = "Share of images that may be unreadable, 0 to 1; default 0.05")
        @Nullable Double maxUnreadable,
    @Parameter(
            description =
                "report, or drop-from-train for training images that are test images, too;"
                    + " default report")
        @Nullable String leaks) {}
