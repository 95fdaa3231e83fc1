package dev.residual.dataset.ingest;

import dev.residual.dataset.decode.ColorMode;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.web.InvalidValueException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an archive becomes a data set, as a request or the file {@code dataset.json} in the archive
 * says it in JSON. What is null is not given; {@link #complete} fills it in.
 *
 * @param split how images are split whose archive does not say it
 * @param labels the labels in their order; images with other labels are left out
 * @param color whether images are stored in gray or in color
 * @param storedSize shorter side in pixels to which larger images are reduced, from 28 to 512
 * @param orientation whether images are turned as their EXIF orientation says
 * @param maxUnreadable share of images that may be unreadable, from 0 to 1
 * @param leaks what becomes of training images that are also test images
 */
public record ImportOptions(
    @Nullable SplitOptions split,
    @Nullable List<LabelSpec> labels,
    @Nullable ColorMode color,
    @Nullable Integer storedSize,
    @Nullable OrientationMode orientation,
    @Nullable Double maxUnreadable,
    @Nullable LeakPolicy leaks) {

  /** Options of which none is given. */
  public static final ImportOptions NONE =
      new ImportOptions(null, null, null, null, null, null, null);

  private static final int MIN_SIZE = 28;
  private static final int MAX_SIZE = 512;

  /**
   * Checks the ranges of what is given.
   *
   * @throws InvalidValueException if a value is outside its range
   */
  public ImportOptions {
    if (storedSize != null && (storedSize < MIN_SIZE || storedSize > MAX_SIZE)) {
      throw invalid("storedSize must be between %d and %d, was %d", MIN_SIZE, MAX_SIZE, storedSize);
    }
    if (maxUnreadable != null && !(maxUnreadable >= 0 && maxUnreadable <= 1)) {
      throw invalid("maxUnreadable must be between 0 and 1, was %s", maxUnreadable);
    }
    if (labels != null) {
      labels = checked(labels);
    }
  }

  // A list of JSON may contain null, which List.copyOf refuses without a reason for the client.
  private static List<LabelSpec> checked(List<? extends @Nullable LabelSpec> labels) {
    if (labels.size() < 2 || labels.size() > LabelName.MAX_LABELS) {
      throw invalid(
          "labels must be 2 to %d, were %d; leave them out for those of the archive",
          LabelName.MAX_LABELS, labels.size());
    }
    Set<String> names = new HashSet<>();
    Set<String> folders = new HashSet<>();
    for (int i = 0; i < labels.size(); i++) {
      LabelSpec label = labels.get(i);
      if (label == null) {
        throw invalid("labels[%d] must be a label, was null", i);
      }
      if (!names.add(label.name()) || !folders.add(label.folder())) {
        throw invalid(
            "labels[%d] must differ from the others in name and folder, was %s in %s",
            i, label.name(), label.folder());
      }
    }
    return List.copyOf(labels);
  }

  private static InvalidValueException invalid(String format, Object... values) {
    return new InvalidValueException(String.format(Locale.ROOT, format, values));
  }

  /** Returns these options, and those of {@code base} where nothing is given here. */
  public ImportOptions withDefaults(ImportOptions base) {
    SplitOptions bothSplits =
        split == null ? base.split : base.split == null ? split : split.withDefaults(base.split);
    return new ImportOptions(
        bothSplits,
        labels == null ? base.labels : labels,
        color == null ? base.color : color,
        storedSize == null ? base.storedSize : storedSize,
        orientation == null ? base.orientation : orientation,
        maxUnreadable == null ? base.maxUnreadable : maxUnreadable,
        leaks == null ? base.leaks : leaks);
  }

  /** Returns all options, with the service's defaults where nothing is given. */
  public ImportSpec complete() {
    return ImportSpec.of(this);
  }
}
