package dev.residual.sweep.web;

import dev.residual.sweep.SweepView;
import dev.residual.sweep.TrialView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes the trials of a sweep as a table (RFC 4180), with a column for each parameter. */
final class TrialsCsv {

  static final String MEDIA_TYPE = "text/csv";

  private static final JsonMapper JSON = new JsonMapper();
  private static final String FORMULA = "=+-@\t\r";
  private static final String NUMBER = "-?[0-9.]+(E-?[0-9]+)?";

  private TrialsCsv() {}

  static String of(SweepView sweep) {
    List<TrialView> trials = Objects.requireNonNull(sweep.trials());
    Set<String> parameters = new TreeSet<>();
    trials.forEach(trial -> parameters.addAll(trial.parameters().keySet()));
    StringBuilder csv = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(csv, CSVFormat.RFC4180)) {
      printer.printRecord(
          Stream.of(
                  Stream.of("number"),
                  parameters.stream(),
                  Stream.of("status", "epochs", "epoch", "value", "loss", "top1", "macroF1"),
                  Stream.of("seconds", "jobId", "modelId"))
              .flatMap(names -> names));
      for (TrialView trial : trials) {
        printer.printRecord(row(trial, parameters).stream().map(TrialsCsv::cell));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return csv.toString();
  }

  private static List<@Nullable Object> row(TrialView trial, Set<String> parameters) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(trial.number());
    JsonNode values = JSON.valueToTree(trial.parameters());
    parameters.forEach(name -> row.add(text(values.path(name))));
    row.add(trial.status());
    row.add(trial.epochs());
    row.add(trial.epoch());
    row.add(trial.value());
    row.add(trial.loss());
    row.add(trial.top1());
    row.add(trial.macroF1());
    row.add(trial.seconds());
    row.add(trial.jobId());
    row.add(trial.modelId());
    return row;
  }

  private static String text(JsonNode value) {
    return value.isString() ? value.asString() : value.isNull() ? "" : value.toString();
  }

  private static String cell(@Nullable Object value) {
    String text = value == null ? "" : value.toString();
    // A spreadsheet would take what a client has sent for a formula.
    if (!text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 && !text.matches(NUMBER)) {
      text = "'" + text;
    }
    return text;
  }
}
