package dev.residual.dataset.ingest;

import dev.residual.dataset.archive.Archive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out what the files of an archive mean. The first that fits is taken: the four files of the
 * IDX format, a CSV manifest, folders of splits, folders of classes.
 */
public final class LayoutDetector {

  /** Reason of files that are in no folder of a class. */
  static final String OUTSIDE = "outside-classes";

  /** Reason of files that the CSV manifest does not name. */
  static final String NOT_IN_MANIFEST = "not-in-manifest";

  /** Reason of files whose label is not one of those that the options list. */
  static final String NOT_LISTED = "label-not-listed";

  private static final int SHOWN_LABELS = 5;

  private LayoutDetector() {}

  /**
   * Reads an archive's paths, and the content of the files that describe others.
   *
   * @param request what the request says; it wins over the file {@code dataset.json}
   * @throws ImportException if there are not at least two classes, or if a CSV manifest, an IDX
   *     file or {@code dataset.json} is not valid
   * @throws dev.residual.dataset.archive.ArchiveException if the archive is refused
   */
  public static Layout detect(Archive archive, ImportOptions request) throws IOException {
    Listing listing = new Listing();
    archive.forEach(listing);
    String root = root(listing);
    ImportSpec options = request.withDefaults(optionsOf(listing, root)).complete();
    List<LabelSpec> given = options.labels();
    LabeledFiles found =
        IdxLayout.find(listing, root, given)
            .or(() -> CsvManifest.find(listing, root, given))
            .orElseGet(() -> FolderLayout.read(listing, root, given));
    requireClasses(listing, found);
    return new Layout(found.kind(), found.labels(), found.files(), listing.ignored(), options);
  }

  private static ImportOptions optionsOf(Listing listing, String root) {
    // Whoever packs a folder may put the options inside it or beside it.
    for (String folder = root; ; folder = parent(folder)) {
      Optional<byte[]> content = listing.take(folder + OptionsFile.NAME);
      if (content.isPresent()) {
        return OptionsFile.parse(content.get());
      }
      if (folder.isEmpty()) {
        return ImportOptions.NONE;
      }
    }
  }

  private static String parent(String folder) {
    return folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
  }

  /** Returns the folder in which everything is, with a slash at its end, or an empty text. */
  private static String root(Listing listing) {
    String root = "";
    while (true) {
      Set<String> folders = new HashSet<>();
      boolean deeper = false;
      for (String path : listing.paths()) {
        if (path.startsWith(root)) {
          String[] parts = path.substring(root.length()).split("/", 3);
          if (parts.length == 1 && describes(listing, path)) {
            return root;
          }
          if (parts.length > 1) {
            folders.add(parts[0]);
            deeper |= parts.length > 2 || describes(listing, path);
          }
        }
      }
      // Without folders in it, a lone folder is that of a single class.
      if (folders.size() != 1 || !deeper) {
        return root;
      }
      String lone = folders.iterator().next();
      if (FolderLayout.split(lone).isPresent()) {
        return root;
      }
      root += lone + "/";
    }
  }

  private static boolean describes(Listing listing, String path) {
    return listing.contains(path) && !path.endsWith(OptionsFile.NAME);
  }

  private static void requireClasses(Listing listing, LabeledFiles found) {
    int labels = found.labels().size();
    if (labels == 0 || found.files().isEmpty()) {
      List<String> paths = new ArrayList<>(listing.paths());
      throw new ImportException(
          ImportException.NO_CLASSES,
          "the archive has %,d files%s, but none of them has a label; put the images of each class"
              + " into a folder with its name, or add a manifest.csv with file_name,label%s",
          paths.size(),
          paths.isEmpty() ? "" : " such as " + paths.get(0),
          labels == 0 ? "" : "; the labels that are given are " + shown(found.labels()));
    }
    if (labels == 1) {
      throw new ImportException(
          ImportException.ONE_CLASS,
          "all %,d images have the label %s, and at least 2 labels are needed; add images of another"
              + " class in a folder of their own",
          found.files().size(),
          found.labels().get(0));
    }
    if (labels > LabelName.MAX_LABELS) {
      throw new ImportException(
          ImportException.TOO_MANY_CLASSES,
          "there are %,d labels, such as %s, and at most %,d are allowed; put the images of each"
              + " class into one folder, not each into its own",
          labels,
          shown(found.labels()),
          LabelName.MAX_LABELS);
    }
  }

  private static String shown(List<String> labels) {
    return String.join(", ", labels.subList(0, Math.min(SHOWN_LABELS, labels.size())));
  }
}
