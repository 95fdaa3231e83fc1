package dev.residual.dataset.own;

import dev.residual.dataset.DatasetException;
import dev.residual.dataset.EqualImagesKind;
import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.Split;
import dev.residual.dataset.report.EqualImages;
import dev.residual.dataset.report.ImportReport;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;

/** Finds the equal images, and those that look alike, that a report lists in their pack. */
final class EqualImageGroups {

  private EqualImageGroups() {}

  /**
   * Returns the first groups, each image by itself.
   *
   * @throws DatasetException if the report is damaged
   */
  static List<List<LabeledImages>> of(Pack pack, EqualImagesKind kind) {
    ImportReport report = report(pack);
    List<List<EqualImages.Place>> found =
        switch (kind) {
          case DUPLICATES -> places(report.duplicates());
          case CONFLICTS -> places(report.conflicts());
          case LEAKS -> places(report.leaks());
          case NEAR_LEAKS ->
              report.nearLeaks().first().stream()
                  .map(pair -> List.of(pair.test(), pair.training()))
                  .toList();
        };
    return found.stream()
        .map(group -> group.stream().map(place -> image(pack, place)).toList())
        .toList();
  }

  private static List<List<EqualImages.Place>> places(EqualImages images) {
    return images.first().stream().map(EqualImages.Group::first).toList();
  }

  private static LabeledImages image(Pack pack, EqualImages.Place place) {
    Split split = Split.valueOf(place.split().toUpperCase(Locale.ROOT));
    return pack.images(split).select(new int[] {place.index()});
  }

  private static ImportReport report(Pack pack) {
    try {
      return ImportReport.parse(pack.report());
    } catch (IOException | JacksonException e) {
      throw new DatasetException("the report on the import cannot be read: " + e.getMessage(), e);
    }
  }
}
