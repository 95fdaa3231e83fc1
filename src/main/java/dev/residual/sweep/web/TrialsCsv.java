package dev.residual.sweep.web;

import static java.util.stream.Collectors.joining;

import dev.residual.sweep.SweepView;
import dev.residual.sweep.TrialView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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
    append(
        csv,
        Stream.of(
                Stream.of("number"),
                parameters.stream(),
                Stream.of("status", "epochs", "epoch", "value", "loss", "top1", "macroF1"),
                Stream.of("seconds", "jobId", "modelId"))
            .flatMap(names -> names)
            .toList());
    trials.forEach(trial -> append(csv, row(trial, parameters)));
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

  private static void append(StringBuilder csv, List<? extends @Nullable Object> cells) {
    csv.append(cells.stream().map(TrialsCsv::cell).collect(joining(","))).append("\r\n");
  }

  private static String cell(@Nullable Object value) {
    String text = value == null ? "" : value.toString();
    // A spreadsheet would take what a client has sent for a formula.
    if (!text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 && !text.matches(NUMBER)) {
      text = "'" + text;
    }
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
