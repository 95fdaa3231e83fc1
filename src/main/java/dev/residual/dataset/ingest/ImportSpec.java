package dev.residual.dataset.ingest;

import dev.residual.dataset.decode.ColorMode;
import dev.residual.dataset.decode.DecodeOptions;
import dev.residual.preprocessing.OrientationMode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@link ImportOptions} of which all are known.
 *
 * @param test share of the images for the test
 * @param validation share of the images for the validation; 0 for none
 * @param seed seed of the splits
 * @param labels the labels in their order; empty for those of the archive
 * @param color whether images are stored in gray or in color
 * @param storedSize shorter side in pixels to which larger images are reduced
 * @param orientation whether images are turned as their EXIF orientation says
 * @param maxUnreadable share of images that may be unreadable
 * @param leaks what becomes of training images that are also test images
 */
public record ImportSpec(
    double test,
    double validation,
    long seed,
    List<LabelSpec> labels,
    ColorMode color,
    int storedSize,
    OrientationMode orientation,
    double maxUnreadable,
    LeakPolicy leaks) {

  private static final double TEST = 0.2;
  private static final long SEED = 42;
  private static final int STORED_SIZE = 256;
  private static final double MAX_UNREADABLE = 0.05;

  static ImportSpec of(ImportOptions given) {
    SplitOptions split = or(given.split(), new SplitOptions(null, null, null));
    return new ImportSpec(
        or(split.test(), TEST),
        or(split.validation(), 0.0),
        or(split.seed(), SEED),
        or(given.labels(), List.of()),
        or(given.color(), ColorMode.AUTO),
        or(given.storedSize(), STORED_SIZE),
        or(given.orientation(), OrientationMode.EXIF),
        or(given.maxUnreadable(), MAX_UNREADABLE),
        or(given.leaks(), LeakPolicy.REPORT));
  }

  /** Returns what the decoding needs to know. */
  DecodeOptions decoding() {
    return new DecodeOptions(color, storedSize, orientation);
  }

  private static <T> T or(@Nullable T given, T standard) {
    return Optional.ofNullable(given).orElse(standard);
  }
}
