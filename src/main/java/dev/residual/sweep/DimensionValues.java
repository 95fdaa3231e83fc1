package dev.residual.sweep;

import static dev.residual.sweep.SweepRequest.filledIn;

import dev.residual.sweep.JobFields.Kind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Takes values from a dimension, which was checked before. */
final class DimensionValues {

  /** More digits would only make tables hard to read. */
  private static final MathContext DIGITS = new MathContext(6);

  private final Dimension dimension;
  private final boolean whole;

  private DimensionValues(Dimension dimension, boolean whole) {
    this.dimension = dimension;
    this.whole = whole;
  }

  /**
   * @param path the name of the field
   */
  static DimensionValues of(String path, Dimension dimension) {
    return new DimensionValues(
        dimension, JobFields.find(path).filter(kind -> kind == Kind.WHOLE).isPresent());
  }

  /** Returns all values of a list, or evenly spaced ones of a range. */
  List<JsonNode> grid() {
    List<JsonNode> values = dimension.values();
    if (values != null) {
      return List.copyOf(new LinkedHashSet<>(values));
    }
    int steps = filledIn(filledIn(dimension.range()).steps());
    Set<JsonNode> spaced = new LinkedHashSet<>();
    for (int i = 0; i < steps; i++) {
      spaced.add(at((double) i / (steps - 1)));
    }
    return List.copyOf(spaced);
  }

  /** Returns a value drawn at random. */
  JsonNode draw(Random random) {
    List<JsonNode> values = dimension.values();
    if (values != null) {
      return values.get(random.nextInt(values.size()));
    }
    ValueRange range = filledIn(dimension.range());
    double share = random.nextDouble();
    if (whole && range.scaleOrDefault() == RangeScale.LINEAR) {
      // Both ends are as likely as what is between them.
      double min = Math.ceil(filledIn(range.min()));
      double count = Math.floor(filledIn(range.max())) - min + 1;
      return number(min + Math.floor(share * count));
    }
    return at(share);
  }

  /** Returns the value at a share of the range, 0 to 1. */
  private JsonNode at(double share) {
    ValueRange range = filledIn(dimension.range());
    double min = filledIn(range.min());
    double max = filledIn(range.max());
    double value =
        range.scaleOrDefault() == RangeScale.LOG
            ? Math.exp(Math.log(min) + share * (Math.log(max) - Math.log(min)))
            : min + share * (max - min);
    return number(Math.max(min, Math.min(max, value)));
  }

  private JsonNode number(double value) {
    return whole
        ? JsonNodeFactory.instance.numberNode(Math.round(value))
        : JsonNodeFactory.instance.numberNode(new BigDecimal(value).round(DIGITS).doubleValue());
  }
}
