package dev.residual.sweep.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.recipe.SelectBy;
import dev.residual.sweep.SweepStatus;
import dev.residual.sweep.SweepView;
import dev.residual.sweep.TrialStatus;
import dev.residual.sweep.TrialView;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Writes values that a table could break on. */
class TrialsCsvTests {

  @Test
  void valuesWithCommasQuotesAndLineBreaksStayInTheirCells() throws Exception {
    CSVRecord row =
        rows(trial(Map.of("augmentation", Map.of("maxShift", 2), "dataset", "a,\"b\"\r\nc")))
            .get(0);

    assertThat(row.get("augmentation")).isEqualTo("{\"maxShift\":2}");
    assertThat(row.get("dataset")).isEqualTo("a,\"b\"\r\nc");
    assertThat(row.get("status")).isEqualTo("SUCCEEDED");
    assertThat(TrialsCsv.of(sweep(trial(Map.of("optimizer", List.of(1, 2))))))
        .contains("\r\n1,\"[1,2]\",SUCCEEDED,");
  }

  @Test
  void textThatASpreadsheetWouldTakeForAFormulaBeginsWithAnApostrophe() throws Exception {
    for (String formula : List.of("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1")) {
      assertThat(rows(trial(Map.of("device", formula))).get(0).get("device"))
          .isEqualTo("'" + formula);
    }
    for (Object number : List.of(-1, -0.5, 1.0E-10, -2.5E-7)) {
      assertThat(rows(trial(Map.of("seed", number))).get(0).get("seed"))
          .isEqualTo(String.valueOf(number));
    }
  }

  @Test
  void valueThatATrialDoesNotHaveIsEmpty() throws Exception {
    List<CSVRecord> rows = rows(trial(Map.of("batchSize", 32)), trial(Map.of("recipe", "fast")));

    assertThat(rows.get(0).get("recipe")).isEmpty();
    assertThat(rows.get(1).get("batchSize")).isEmpty();
    assertThat(rows.get(0).get("modelId")).isEmpty();
  }

  private static List<CSVRecord> rows(TrialView... trials) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    return format.parse(new StringReader(TrialsCsv.of(sweep(trials)))).getRecords();
  }

  private static SweepView sweep(TrialView... trials) {
    return new SweepView(
        UUID.randomUUID(),
        null,
        "rates",
        SweepStatus.RUNNING,
        SelectBy.TOP1,
        null,
        Map.of(),
        0,
        0,
        List.of(),
        null,
        null,
        Arrays.asList(trials),
        Instant.EPOCH,
        null,
        Map.of());
  }

  private static TrialView trial(Map<String, Object> parameters) {
    @Nullable UUID none = null;
    return new TrialView(
        1,
        parameters,
        TrialStatus.SUCCEEDED,
        none,
        null,
        none,
        3,
        0.5,
        3,
        1.25,
        0.5,
        0.4,
        12.5,
        null,
        List.of());
  }
}
