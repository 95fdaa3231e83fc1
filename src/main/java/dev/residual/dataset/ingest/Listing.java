package dev.residual.dataset.ingest;

import dev.residual.dataset.GzipInput;
import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveFile;
import dev.residual.dataset.archive.Ignored;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The paths of an archive, and the content of the few files that describe others: options, CSV
 * manifests, and the beginnings of files of the IDX format.
 */
final class Listing implements Archive.Visitor {

  /** The most bytes of a file of the IDX format that are kept; enough for a million labels. */
  static final int MAX_IDX = 1_000_000 + 8;

  private static final Pattern TABLE = Pattern.compile("dataset\\.json|(manifest|metadata)\\.csv");
  private static final int MAX_DEPTH = 3;
  private static final int MAX_KEPT = 256 << 20;

  private final List<String> paths = new ArrayList<>();
  private final Map<String, byte[]> kept = new HashMap<>();
  private final Map<String, Integer> ignored = new TreeMap<>();
  private final Set<String> explained = new HashSet<>();
  private int keptBytes;

  @Override
  public void visit(ArchiveFile file, InputStream content) throws IOException {
    String path = file.path();
    paths.add(path);
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean idx = IdxFile.PATTERN.matcher(name).matches();
    if ((idx || TABLE.matcher(name).matches()) && path.split("/").length <= MAX_DEPTH) {
      kept.put(path, read(path, content, idx));
    }
  }

  private byte[] read(String path, InputStream content, boolean idx) throws IOException {
    try {
      int left = MAX_KEPT - keptBytes;
      byte[] bytes =
          idx
              ? GzipInput.stream(content).readNBytes(Math.min(MAX_IDX + 1, left + 1))
              : content.readNBytes(left + 1);
      if (bytes.length > left) {
        throw new ImportException(
            ImportException.MANIFEST_INVALID,
            "with %s the files that describe others have more than %,d bytes, which is the limit;"
                + " leave columns out or split the data set",
            path,
            MAX_KEPT);
      }
      keptBytes += bytes.length;
      return bytes;
    } catch (IOException e) {
      throw new ImportException(
          ImportException.MANIFEST_INVALID,
          "%s cannot be read (%s); pack the archive again",
          path,
          e.getMessage());
    }
  }

  @Override
  public void ignore(String path, Ignored reason) {
    ignore(reason.key());
  }

  /** Counts an entry that is no image of the data set. */
  void ignore(String reason) {
    ignored.merge(reason, 1, Integer::sum);
  }

  /** Returns the content of a file that describes others, and counts it neither as an image. */
  Optional<byte[]> take(String path) {
    byte[] content = kept.get(path);
    if (content != null) {
      explained.add(path);
    }
    return Optional.ofNullable(content);
  }

  boolean contains(String path) {
    return kept.containsKey(path);
  }

  /** Returns the paths of all files save those that have been taken, in the archive's order. */
  List<String> paths() {
    return explained.isEmpty()
        ? paths
        : paths.stream().filter(path -> !explained.contains(path)).toList();
  }

  /** Returns the number of entries that are ignored, by reason. */
  Map<String, Integer> ignored() {
    return ignored;
  }
}
