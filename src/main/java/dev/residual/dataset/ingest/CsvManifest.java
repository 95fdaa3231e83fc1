package dev.residual.dataset.ingest;

import dev.residual.dataset.pack.Split;
import dev.residual.web.InvalidValueException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

/** Reads a CSV file with a line for each image: {@code file_name,label[,split][,group]}. */
final class CsvManifest {

  private static final String FILE = "file_name";
  private static final String LABEL = "label";
  private static final String SPLIT = "split";
  private static final String GROUP = "group";

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setIgnoreEmptyLines(true)
          .setTrim(true)
          // pandas writes its index as a column without a name.
          .setAllowMissingColumnNames(true)
          .setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_EMPTY)
          .get();

  private final String name;
  private final String root;
  private final Set<String> paths;
  private final boolean fixedLabels;
  private final Map<String, Integer> indices = new LinkedHashMap<>();
  private final List<String> labels = new ArrayList<>();
  private final List<Assigned> files = new ArrayList<>();
  private final Set<String> used = new HashSet<>();
  private int notListed;

  private CsvManifest(String name, String root, Set<String> paths, List<LabelSpec> given) {
    this.name = name;
    this.root = root;
    this.paths = paths;
    this.fixedLabels = !given.isEmpty();
    for (LabelSpec label : given) {
      labels.add(label.name());
    }
    // A label's name wins over another's folder.
    for (int i = 0; i < given.size(); i++) {
      indices.put(given.get(i).name(), i);
    }
    for (int i = 0; i < given.size(); i++) {
      indices.putIfAbsent(given.get(i).folder(), i);
    }
  }

  /** Returns the layout if there is a file {@code manifest.csv} or {@code metadata.csv}. */
  static Optional<LabeledFiles> find(Listing listing, String root, List<LabelSpec> given) {
    for (String name : List.of("manifest.csv", "metadata.csv")) {
      if (!listing.contains(root + name)) {
        continue;
      }
      byte[] content = listing.take(root + name).orElseThrow();
      Set<String> paths = new HashSet<>(listing.paths());
      CsvManifest manifest = new CsvManifest(name, root, paths, given);
      manifest.read(content);
      for (String path : paths) {
        if (!manifest.used.contains(path)) {
          listing.ignore(LayoutDetector.NOT_IN_MANIFEST);
        }
      }
      for (int i = 0; i < manifest.notListed; i++) {
        listing.ignore(LayoutDetector.NOT_LISTED);
      }
      return Optional.of(new LabeledFiles(LayoutKind.CSV, manifest.labels, manifest.files));
    }
    return Optional.empty();
  }

  private void read(byte[] content) {
    long line = 1;
    try (CSVParser parser =
        CSVParser.builder().setReader(new StringReader(text(content))).setFormat(FORMAT).get()) {
      requireColumns(parser.getHeaderNames());
      Iterator<CSVRecord> records = parser.iterator();
      while (records.hasNext()) {
        CSVRecord row = records.next();
        line = parser.getCurrentLineNumber();
        add(row, line);
      }
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      throw ImportException.line(name, line, "this is no valid CSV: %s", e.getMessage());
    } catch (IOException e) {
      throw ImportException.line(name, 1, "this is no valid CSV: %s", e.getMessage());
    }
  }

  private String text(byte[] content) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      long line = 1;
      String readable = new String(content, StandardCharsets.UTF_8);
      int bad = Math.max(0, readable.indexOf('\uFFFD'));
      line += readable.substring(0, bad).chars().filter(character -> character == '\n').count();
      throw ImportException.line(name, line, "this is not UTF-8; save it as CSV in UTF-8");
    }
  }

  private void requireColumns(List<String> columns) {
    if (!columns.contains(FILE) || !columns.contains(LABEL)) {
      throw ImportException.line(
          name,
          1,
          "the columns must be file_name,label and optionally split and group, separated by commas;"
              + " were %s",
          columns);
    }
  }

  private void add(CSVRecord row, long line) {
    if (!row.isConsistent()) {
      throw ImportException.line(
          name,
          line,
          "there are %d values for %d columns; quote a value that has a comma",
          row.size(),
          row.getParser().getHeaderNames().size());
    }
    String path = path(row.get(FILE), line);
    String label = label(row.get(LABEL), line);
    Split split = split(value(row, SPLIT), line);
    if (!used.add(path)) {
      throw ImportException.line(
          name, line, "%s has a line already; leave one of them out", row.get(FILE));
    }
    Integer index = indices.get(label);
    if (index == null && fixedLabels) {
      notListed++;
      return;
    }
    if (index == null) {
      index = labels.size();
      labels.add(label);
      indices.put(label, index);
    }
    files.add(new Assigned(path, index, split, value(row, GROUP)));
  }

  private String path(String file, long line) {
    String path = Normalizer.normalize(file, Normalizer.Form.NFC).replace('\\', '/');
    path = path.replaceFirst("^(?:\\./|/)+", "");
    if (paths.contains(root + path)) {
      return root + path;
    }
    if (paths.contains(path)) {
      return path;
    }
    throw ImportException.line(
        name,
        line,
        "the archive has no file %s; write its path as it is in the archive, from the folder of"
            + " %s on, or leave the line out",
        file,
        name);
  }

  private String label(String given, long line) {
    try {
      return LabelName.of(given);
    } catch (InvalidValueException e) {
      throw ImportException.line(name, line, "%s", e.getMessage());
    }
  }

  private @Nullable Split split(@Nullable String given, long line) {
    if (given == null) {
      return null;
    }
    return FolderLayout.split(given)
        .orElseThrow(
            () ->
                ImportException.line(
                    name,
                    line,
                    "split must be train, val, valid, validation, test or empty, was %s",
                    given));
  }

  private static @Nullable String value(CSVRecord row, String column) {
    if (!row.isMapped(column)) {
      return null;
    }
    String value = row.get(column);
    return value.isEmpty() ? null : value;
  }
}
