package dev.residual.sweep;

import static dev.residual.sweep.SweepRequest.filledIn;

import dev.residual.sweep.JobFields.Kind;
import dev.residual.web.FieldError;
import dev.residual.web.Problem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Chooses combinations of values from the space of a sweep. The same seed chooses the same. */
final class SearchSpace {

  private static final int MAX_VALUES = 1000;

  /** So many draws that give nothing new show that there is little left. */
  private static final int MAX_REPEATS = 1000;

  private final SweepRequest request;
  private final Map<String, DimensionValues> dimensions = new TreeMap<>();
  private final Random random;

  /**
   * @param request with its defaults filled in
   * @throws Problem (400) if it names a field that a job does not have, or has no values for one
   */
  SearchSpace(SweepRequest request) {
    this.request = request;
    List<FieldError> errors = new ArrayList<>();
    request.space().forEach((path, dimension) -> check(path, dimension, errors));
    if (!errors.isEmpty()) {
      throw Problem.refused(errors);
    }
    random = new Random(filledIn(request.seed()));
    request
        .space()
        .forEach((path, dimension) -> dimensions.put(path, DimensionValues.of(path, dimension)));
  }

  private void check(String path, Dimension dimension, List<FieldError> errors) {
    String field = "space." + path;
    Kind kind = JobFields.find(path).orElse(null);
    if (kind == null) {
      errors.add(new FieldError(field, "is not a field of a job of which values can be tried"));
      return;
    }
    for (String other : request.space().keySet()) {
      if (path.startsWith(other + ".")) {
        errors.add(new FieldError(field, "is a part of " + other + ", which is given too"));
      }
    }
    List<JsonNode> values = dimension.values();
    ValueRange range = dimension.range();
    if (values != null && (values.isEmpty() || values.size() > MAX_VALUES)) {
      errors.add(new FieldError(field, "must have 1 to 1000 values, was " + values.size()));
    }
    if (range != null) {
      checkRange(field, kind, range, errors);
    }
  }

  private void checkRange(String field, Kind kind, ValueRange range, List<FieldError> errors) {
    if (kind == Kind.OTHER) {
      errors.add(new FieldError(field, "must be a list of values, because it is not a number"));
      return;
    }
    Double min = range.min();
    Double max = range.max();
    if (min == null || max == null) {
      errors.add(new FieldError(field, "must have min and max"));
    } else if (min >= max) {
      errors.add(
          new FieldError(
              field, String.format(Locale.ROOT, "must have a min below its max, was %s", min)));
    } else if (range.scaleOrDefault() == RangeScale.LOG && min <= 0) {
      errors.add(new FieldError(field + ".min", "must be above 0 for the scale log, was " + min));
    } else if (kind == Kind.WHOLE && !(isWhole(min) && isWhole(max))) {
      errors.add(new FieldError(field, "must have whole numbers as min and max, below 2^52"));
    }
    Integer steps = range.steps();
    if (request.strategy() == SearchStrategy.RANDOM && steps != null) {
      errors.add(new FieldError(field + ".steps", "goes with the strategy grid only"));
    }
    if (request.strategy() == SearchStrategy.GRID
        && (steps == null || steps < 2 || steps > MAX_VALUES)) {
      errors.add(
          new FieldError(
              field + ".steps",
              steps == null
                  ? "must be given for the strategy grid, from 2 to 1000"
                  : "must be between 2 and 1000, was " + steps));
    }
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 52;
  }

  /**
   * Returns the combinations in the order in which they are tried. Each one has a value for each
   * field.
   *
   * @throws Problem (400) if a grid has more than are allowed
   */
  List<Map<String, JsonNode>> combinations() {
    return request.strategy() == SearchStrategy.GRID ? grid() : drawn();
  }

  private List<Map<String, JsonNode>> grid() {
    Map<String, List<JsonNode>> values = new LinkedHashMap<>();
    BigInteger size = BigInteger.ONE;
    int most = filledIn(request.maxTrials());
    for (var dimension : dimensions.entrySet()) {
      List<JsonNode> of = dimension.getValue().grid();
      values.put(dimension.getKey(), of);
      size = size.multiply(BigInteger.valueOf(of.size()));
    }
    if (size.compareTo(BigInteger.valueOf(most)) > 0) {
      throw Problem.refused(
          "space",
          String.format(
              Locale.ROOT,
              "must have at most %d combinations, which maxTrials allows, was %d",
              most,
              size));
    }
    List<Map<String, JsonNode>> all = List.of(Map.of());
    for (var dimension : values.entrySet()) {
      List<Map<String, JsonNode>> longer = new ArrayList<>();
      for (Map<String, JsonNode> combination : all) {
        for (JsonNode value : dimension.getValue()) {
          Map<String, JsonNode> with = new LinkedHashMap<>(combination);
          with.put(dimension.getKey(), value);
          longer.add(with);
        }
      }
      all = longer;
    }
    // Otherwise the first trials, with which the others are compared, would be all alike.
    List<Map<String, JsonNode>> shuffled = new ArrayList<>(new LinkedHashSet<>(all));
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  private List<Map<String, JsonNode>> drawn() {
    Set<Map<String, JsonNode>> found = new LinkedHashSet<>();
    int repeats = 0;
    while (found.size() < filledIn(request.maxTrials()) && repeats < MAX_REPEATS) {
      Map<String, JsonNode> combination = new LinkedHashMap<>();
      dimensions.forEach((path, values) -> combination.put(path, values.draw(random)));
      repeats = found.add(combination) ? 0 : repeats + 1;
    }
    return List.copyOf(found);
  }
}
