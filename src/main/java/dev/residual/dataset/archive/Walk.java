package dev.residual.dataset.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which entries of an archive a visitor is shown, the same way for each kind of archive.
 */
final class Walk {

  private static final Pattern OUTERMOST = Pattern.compile("[./\\\\]*");

  private final ArchiveLimits limits;
  private final Archive.Visitor visitor;
  private final Set<String> paths = new HashSet<>();
  private final Set<String> usedFolders = new HashSet<>();
  private final List<String> folders = new ArrayList<>();
  private int files;
  private int empty;
  private int ignored;
  private int archives;
  private @Nullable String firstArchive;

  Walk(ArchiveLimits limits, Archive.Visitor visitor) {
    this.limits = limits;
    this.visitor = visitor;
  }

  /** Gives the content of a file that is shown. */
  interface Opener {
    InputStream open(ArchiveFile file) throws IOException;
  }

  /** Takes a folder. Only one without files is told of. */
  void folder(String name) {
    String path = EntryName.normalize(name);
    if (path == null) {
      if (!OUTERMOST.matcher(name).matches()) {
        ignore(name, Ignored.BAD_NAME);
      }
    } else if (EntryName.isHidden(path)) {
      ignore(path, Ignored.HIDDEN);
    } else {
      countIgnored();
      folders.add(path);
    }
  }

  /** Takes an entry that is not read because of its kind. */
  void ignore(String name, Ignored reason) {
    countIgnored();
    visitor.ignore(EntryName.shown(name), reason);
  }

  /** Takes a file, and shows it if its name is fit for that. */
  void file(String name, long size, Opener opener) throws IOException {
    String path = EntryName.normalize(name);
    if (path == null) {
      ignore(name, Ignored.BAD_NAME);
    } else if (EntryName.isHidden(path)) {
      ignore(path, Ignored.HIDDEN);
    } else if (!paths.add(path)) {
      ignore(path, Ignored.DUPLICATE_NAME);
    } else {
      count(path, size);
      ArchiveFile file = new ArchiveFile(path, size);
      try (InputStream content = opener.open(file)) {
        visitor.visit(file, content);
      }
    }
  }

  private void count(String path, long size) {
    if (size == 0) {
      empty++;
      requireFewIgnored(limits, (long) ignored + empty, files);
    } else {
      files++;
    }
    if (files > limits.maxFiles()) {
      throw tooManyFiles(limits, files);
    }
    int end = path.length();
    while ((end = path.lastIndexOf('/', end - 1)) > 0 && usedFolders.add(path.substring(0, end))) {}
    if (EntryName.isArchive(path)) {
      archives++;
      if (firstArchive == null) {
        firstArchive = path;
      }
    }
  }

  static ArchiveException tooManyFiles(ArchiveLimits limits, long found) {
    return ArchiveException.tooManyFiles(
        "the archive has %,d files or more; at most %,d are read, so leave some out",
        found, limits.maxFiles());
  }

  private void countIgnored() {
    ignored++;
    requireFewIgnored(limits, (long) ignored + empty, files);
  }

  /** Requires that there are not many more empty and ignored entries than files. */
  static void requireFewIgnored(ArchiveLimits limits, long found, long fileCount) {
    long limit = limits.maxIgnored() + fileCount;
    if (found > limit) {
      throw ArchiveException.tooManyFiles(
          "the archive has %,d entries that are folders, empty or ignored, and at most %,d may be"
              + " there, which is %,d more than it has files; pack only the images",
          found, limit, limits.maxIgnored());
    }
  }

  /** Ends the walk, tells of empty folders, and refuses an archive of archives. */
  void end() {
    for (String folder : folders) {
      if (!usedFolders.contains(folder)) {
        visitor.ignore(folder, Ignored.EMPTY_FOLDER);
      }
    }
    if (archives > 0 && archives == files + empty) {
      throw ArchiveException.nested(
          "the archive contains nothing but %,d %s, the first of which is %s; archives in archives"
              + " are not read, so unpack %s and pack the images themselves",
          archives,
          archives == 1 ? "archive" : "archives",
          firstArchive,
          archives == 1 ? "it" : "them");
    }
  }
}
