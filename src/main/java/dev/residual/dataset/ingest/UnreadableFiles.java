package dev.residual.dataset.ingest;

import dev.residual.dataset.decode.DecodedFiles;
import dev.residual.dataset.decode.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Tells of the files that became no images. */
final class UnreadableFiles {

  private UnreadableFiles() {}

  /** Returns their number by reason. */
  static Map<String, Integer> counts(DecodedFiles decoded) {
    Map<String, Integer> reasons = new TreeMap<>();
    for (int file = 0; file < decoded.size(); file++) {
      Unreadable unreadable = decoded.unreadable(file);
      if (unreadable != null) {
        reasons.merge(unreadable.reason(), 1, Integer::sum);
      }
    }
    return reasons;
  }

  /** Returns a CSV file with a line for each, ordered by path. */
  static byte[] csv(Layout layout, DecodedFiles decoded) throws IOException {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
      csv.printRecord("file_name", "reason", "message");
      for (int file : ordered(layout, decoded)) {
        Unreadable unreadable = decoded.unreadable(file);
        if (unreadable != null) {
          String path = layout.files().get(file).path();
          csv.printRecord(path, unreadable.reason(), unreadable.message());
        }
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static List<Integer> ordered(Layout layout, DecodedFiles decoded) {
    return IntStream.range(0, decoded.size())
        .filter(file -> decoded.unreadable(file) != null)
        .boxed()
        .sorted(
            Comparator.comparing(file -> layout.files().get(file).path(), NaturalOrder.INSTANCE))
        .toList();
  }
}
