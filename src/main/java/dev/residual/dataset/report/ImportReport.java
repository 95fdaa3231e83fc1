package dev.residual.dataset.report;

import dev.residual.dataset.pack.Split;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The report on an import. The files are the images, the unreadable files and the dropped images
 * together.
 *
 * @param files number of files that should be images
 * @param images number of images of the data set
 * @param dropped number of training images that were left out because they are test images, too
 * @param unreadable number of files that are no images
 * @param unreadableReasons their number by reason
 * @param ignored number of entries of the archive that do not count as files, by reason
 * @param splits number of images by split and label
 * @param height rows of the images in their files
 * @param width columns of the images in their files
 * @param fileFormats number of images by the format of their files
 * @param gray number of images without color
 * @param color number of images with color
 * @param transparent number of images with transparent pixels
 * @param reduced number of images that are larger than the stored size
 * @param turned number of images with an EXIF orientation that is not upright
 * @param duplicates images with the same pixels
 * @param conflicts images with the same pixels, but different labels
 * @param leaks images with the same pixels, of which some are for training and some for the test
 * @param nearLeaks test images that look like a training image: candidates for leaks
 * @param balance how different the classes are in size
 * @param advice what to do about it, in sentences
 */
public record ImportReport(
    int files,
    int images,
    int dropped,
    int unreadable,
    Map<String, Integer> unreadableReasons,
    Map<String, Integer> ignored,
    Map<String, Map<String, Integer>> splits,
    SizeRange height,
    SizeRange width,
    Map<String, Integer> fileFormats,
    int gray,
    int color,
    int transparent,
    int reduced,
    int turned,
    EqualImages duplicates,
    EqualImages conflicts,
    EqualImages leaks,
    NearLeaks nearLeaks,
    ClassBalance balance,
    List<String> advice) {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  /** Returns the report. */
  public static ImportReport of(ImportFacts facts) {
    List<ReportedImage> images = facts.images().stream().filter(image -> !image.dropped()).toList();
    List<List<ReportedImage>> groups = EqualImages.groups(images);
    int[] training = counts(facts, images, Split.TRAIN);
    int colorful = count(images, ReportedImage::colorful);
    ImportReport report =
        new ImportReport(
            facts.files(),
            images.size(),
            facts.images().size() - images.size(),
            facts.unreadable().values().stream().mapToInt(Integer::intValue).sum(),
            new TreeMap<>(facts.unreadable()),
            new TreeMap<>(facts.ignored()),
            splits(facts, images),
            SizeRange.of(images, image -> image.original().height()),
            SizeRange.of(images, image -> image.original().width()),
            fileFormats(images),
            images.size() - colorful,
            colorful,
            count(images, image -> image.original().transparent()),
            count(images, image -> shorterSide(image) > facts.storedSize()),
            count(images, image -> image.original().turned()),
            EqualImages.of(groups, facts.labels(), group -> true),
            EqualImages.of(groups, facts.labels(), ImportReport::isConflict),
            EqualImages.of(groups, facts.labels(), ImportReport::isLeak),
            NearLeaks.of(facts),
            ClassBalance.of(facts.labels(), training),
            List.of());
    return report.with(Advice.on(report, facts));
  }

  private static int shorterSide(ReportedImage image) {
    return Math.min(image.original().height(), image.original().width());
  }

  private static boolean isConflict(List<ReportedImage> group) {
    return group.stream().mapToInt(ReportedImage::label).distinct().count() > 1;
  }

  private static boolean isLeak(List<ReportedImage> group) {
    return group.stream().anyMatch(image -> image.split() == Split.TRAIN)
        && group.stream().anyMatch(image -> image.split() == Split.TEST);
  }

  private static int count(List<ReportedImage> images, Predicate<ReportedImage> condition) {
    return (int) images.stream().filter(condition).count();
  }

  private static int[] counts(ImportFacts facts, List<ReportedImage> images, Split split) {
    int[] counts = new int[facts.labels().size()];
    for (ReportedImage image : images) {
      counts[image.label()] += image.split() == split ? 1 : 0;
    }
    return counts;
  }

  private static Map<String, Map<String, Integer>> splits(
      ImportFacts facts, List<ReportedImage> images) {
    Map<String, Map<String, Integer>> splits = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      int[] counts = counts(facts, images, split);
      Map<String, Integer> labels = new LinkedHashMap<>();
      for (int label = 0; label < counts.length; label++) {
        labels.put(facts.labels().get(label), counts[label]);
      }
      splits.put(split.name().toLowerCase(Locale.ROOT), labels);
    }
    return splits;
  }

  private static Map<String, Integer> fileFormats(List<ReportedImage> images) {
    Map<String, Integer> formats = new TreeMap<>();
    images.forEach(image -> formats.merge(image.original().fileFormat(), 1, Integer::sum));
    return formats;
  }

  private ImportReport with(List<String> sentences) {
    return new ImportReport(
        files,
        images,
        dropped,
        unreadable,
        unreadableReasons,
        ignored,
        splits,
        height,
        width,
        fileFormats,
        gray,
        color,
        transparent,
        reduced,
        turned,
        duplicates,
        conflicts,
        leaks,
        nearLeaks,
        balance,
        sentences);
  }

  /**
   * Parses the JSON of a report.
   *
   * @throws tools.jackson.core.JacksonException if it is not one
   */
  public static ImportReport parse(byte[] json) {
    return JSON.readValue(json, ImportReport.class);
  }

  /** Returns the report as JSON. */
  public byte[] json() {
    return JSON.writeValueAsBytes(this);
  }
}
