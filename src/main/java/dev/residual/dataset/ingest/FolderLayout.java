package dev.residual.dataset.ingest;

import dev.residual.dataset.pack.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes labels from the names of folders, with or without folders for the splits above them. */
final class FolderLayout {

  private final Listing listing;
  private final String root;
  private final boolean splits;

  private FolderLayout(Listing listing, String root, boolean splits) {
    this.listing = listing;
    this.root = root;
    this.splits = splits;
  }

  static LabeledFiles read(Listing listing, String root, List<LabelSpec> given) {
    boolean splits = hasSplits(listing, root);
    return new FolderLayout(listing, root, splits).read(given);
  }

  /** Returns the split that a folder's name says, if it does. */
  static Optional<Split> split(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "train" -> Optional.of(Split.TRAIN);
      case "val", "valid", "validation" -> Optional.of(Split.VALIDATION);
      case "test" -> Optional.of(Split.TEST);
      default -> Optional.empty();
    };
  }

  // A class may be called "train", beside "car" and "bus". So either all folders are splits, or at
  // least two are, and there are folders in them.
  private static boolean hasSplits(Listing listing, String root) {
    Set<String> folders = new HashSet<>();
    Set<Split> found = new HashSet<>();
    for (String path : listing.paths()) {
      String[] parts = parts(path, root);
      if (parts.length > 1) {
        folders.add(parts[0]);
      }
      if (parts.length > 2) {
        split(parts[0]).ifPresent(found::add);
      }
    }
    return !found.isEmpty()
        && (found.size() > 1 || folders.stream().allMatch(name -> split(name).isPresent()));
  }

  private LabeledFiles read(List<LabelSpec> given) {
    Map<String, Integer> indices = new HashMap<>();
    List<String> labels;
    if (given.isEmpty()) {
      labels = folders();
      labels.forEach(label -> indices.put(label, indices.size()));
    } else {
      labels = given.stream().map(LabelSpec::name).toList();
      given.forEach(label -> indices.put(label.folder(), indices.size()));
    }
    List<Assigned> files = new ArrayList<>();
    for (String path : listing.paths()) {
      String[] parts = parts(path, root);
      String folder = folder(parts);
      Integer label = folder == null ? null : indices.get(folder);
      if (folder == null) {
        listing.ignore(LayoutDetector.OUTSIDE);
      } else if (label == null) {
        listing.ignore(LayoutDetector.NOT_LISTED);
      } else {
        Split split = splits ? split(parts[0]).orElse(null) : null;
        files.add(new Assigned(path, label, split, null));
      }
    }
    return new LabeledFiles(
        splits ? LayoutKind.SPLIT_FOLDERS : LayoutKind.CLASS_FOLDERS, labels, files);
  }

  private List<String> folders() {
    Set<String> folders = new LinkedHashSet<>();
    for (String path : listing.paths()) {
      String folder = folder(parts(path, root));
      if (folder != null) {
        folders.add(folder);
      }
    }
    return folders.stream().sorted(NaturalOrder.INSTANCE).toList();
  }

  /** Returns the folder of the class, or null if the file is in none. */
  private @Nullable String folder(String[] parts) {
    if (!splits) {
      return parts.length > 1 ? parts[0] : null;
    }
    return parts.length > 2 && split(parts[0]).isPresent() ? parts[1] : null;
  }

  private static String[] parts(String path, String root) {
    return path.startsWith(root) ? path.substring(root.length()).split("/", 4) : new String[0];
  }
}
