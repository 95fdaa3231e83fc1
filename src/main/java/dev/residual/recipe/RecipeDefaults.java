package dev.residual.recipe;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills in what a client leaves out of a recipe. This happens to the JSON, before it is read, so
 * that there is one record for each concept and none of them is ever half full.
 */
public final class RecipeDefaults {

  private static final String OPTIMIZER = "optimizer";
  private static final String SCHEDULE = "schedule";

  /** Objects of which single fields can be given; any other object is taken as a whole. */
  private static final Set<String> MERGED = Set.of(OPTIMIZER, SCHEDULE, "augmentation");

  private static final JsonMapper JSON = new JsonMapper();

  private RecipeDefaults() {}

  /**
   * Returns the given fields over those of another recipe. A null counts as not given. What is
   * unknown or of the wrong type is left as it is, for the reader to refuse.
   */
  public static ObjectNode fill(ObjectNode given, Recipe base) {
    ObjectNode full = JSON.valueToTree(base);
    full.put("batchSize", batchSize(given, base));
    full.set(OPTIMIZER, JSON.valueToTree(optimizer(given.path(OPTIMIZER), base.optimizer())));
    full.set(SCHEDULE, JSON.valueToTree(schedule(given, base)));
    merge(full, given);
    return full;
  }

  /** Returns the default batch size, which is not larger than the number of training images. */
  private static int batchSize(ObjectNode given, Recipe base) {
    int limit = given.path("trainLimit").asInt(base.batchSize());
    return limit < 1 ? base.batchSize() : Math.min(limit, base.batchSize());
  }

  /** Returns the defaults of the optimizer that is asked for. */
  private static OptimizerSpec optimizer(JsonNode given, OptimizerSpec base) {
    String name = given.path("name").asString(base.name());
    OptimizerSpec usual = name.equals(base.name()) ? base : OptimizerSpec.defaults(name);
    JsonNode momentum = given.path("momentum");
    return momentum.isNumber() && momentum.asDouble() == 0 && usual.nesterov() != null
        ? new OptimizerSpec(name, usual.learningRate(), usual.weightDecay(), 0.0, false)
        : usual;
  }

  /** Returns the defaults of the schedule that is asked for; a warm-up keeps its share. */
  private static ScheduleSpec schedule(ObjectNode given, Recipe base) {
    ScheduleSpec usual = base.schedule();
    int asked = given.path("epochs").asInt(base.epochs());
    int max = Integer.parseInt(Recipe.MAX_EPOCHS);
    // Out of range, it is refused by its own name, and the warm-up must not be refused with it.
    int epochs = asked < 1 || asked > max ? base.epochs() : asked;
    String name = given.path(SCHEDULE).path("name").asString(usual.name());
    return name.equals(usual.name())
        ? new ScheduleSpec(name, usual.warmupEpochs() / base.epochs() * epochs)
        : ScheduleSpec.defaults(name, epochs);
  }

  private static void merge(ObjectNode target, ObjectNode given) {
    for (var field : given.properties()) {
      JsonNode own = target.get(field.getKey());
      JsonNode value = field.getValue();
      if (own instanceof ObjectNode inner
          && value instanceof ObjectNode fields
          && MERGED.contains(field.getKey())) {
        merge(inner, fields);
      } else if (own == null || !value.isNull()) {
        target.set(field.getKey(), value);
      }
    }
  }
}
