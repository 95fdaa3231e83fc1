package dev.residual.recipe;

import dev.residual.pipeline.Crop;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills in the fields that a client leaves out of a recipe. This is done in the JSON, before it is
 * read, so that there is one record for each concept, which is always complete.
 */
public final class RecipeDefaults {

  private static final String OPTIMIZER = "optimizer";
  private static final String SCHEDULE = "schedule";
  private static final String CROP = "crop";
  private static final String EPOCHS = "epochs";
  private static final String FREEZE = "freeze";

  /**
   * The objects of which single fields can be given. Any other object replaces the default as a
   * whole.
   */
  private static final Set<String> MERGED =
      Set.of(OPTIMIZER, SCHEDULE, CROP, FREEZE, "augmentation");

  private static final JsonMapper JSON = new JsonMapper();

  private RecipeDefaults() {}

  /**
   * Returns a recipe that has the given fields, and those of the base recipe elsewhere. A null
   * counts as not given, but for the crop, of which it is a value. Unknown fields and values of the
   * wrong type are left as they are, so that reading the recipe rejects them.
   */
  public static ObjectNode fill(ObjectNode given, Recipe base) {
    ObjectNode full = JSON.valueToTree(base);
    full.put("batchSize", batchSize(given, base));
    if (given.path(EPOCHS).isNumber()) {
      full.put("minSteps", 0);
    }
    full.set(FREEZE, JSON.valueToTree(new Freeze(frozenEpochs(given, base))));
    full.set(OPTIMIZER, JSON.valueToTree(optimizer(given.path(OPTIMIZER), base.optimizer())));
    full.set(SCHEDULE, JSON.valueToTree(schedule(given, base)));
    if (base.crop() == null && given.path(CROP).isObject()) {
      full.set(CROP, JSON.valueToTree(Crop.DEFAULT));
    }
    merge(full, given);
    if (given.path(CROP).isNull()) {
      full.putNull(CROP);
    }
    return full;
  }

  /** Returns the default batch size, which is not larger than the number of training images. */
  private static int batchSize(ObjectNode given, Recipe base) {
    int limit = given.path("trainLimit").asInt(base.batchSize());
    return limit < 1 ? base.batchSize() : Math.min(limit, base.batchSize());
  }

  /** Returns the defaults of the requested optimizer. */
  private static OptimizerSpec optimizer(JsonNode given, OptimizerSpec base) {
    String name = given.path("name").asString(base.name());
    OptimizerSpec defaults = name.equals(base.name()) ? base : OptimizerSpec.defaults(name);
    JsonNode momentum = given.path("momentum");
    return momentum.isNumber() && momentum.asDouble() == 0 && defaults.nesterov() != null
        ? new OptimizerSpec(name, defaults.learningRate(), defaults.weightDecay(), 0.0, false)
        : defaults;
  }

  /**
   * Returns the number of epochs, or that of the base recipe if it is out of range: that has an
   * error of its own, and must not cause one of another field too.
   */
  private static int epochs(ObjectNode given, Recipe base) {
    int requested = given.path(EPOCHS).asInt(base.epochs());
    return requested < 1 || requested > Recipe.maxEpochs() ? base.epochs() : requested;
  }

  /** Returns the default number of frozen epochs, which keeps its share of the epochs. */
  private static int frozenEpochs(ObjectNode given, Recipe base) {
    int epochs = epochs(given, base);
    double share = (double) base.freeze().epochs() / base.epochs();
    int frozen = (int) Math.round(share * epochs);
    // A random classifier must not train the rest of the network, however short a training is.
    return frozen == 0 && share > 0 && epochs > 1 ? 1 : frozen;
  }

  /**
   * Returns the defaults of the requested schedule. A warm-up keeps its share of the epochs in
   * which the whole network learns.
   */
  private static ScheduleSpec schedule(ObjectNode given, Recipe base) {
    ScheduleSpec defaults = base.schedule();
    int epochs = epochs(given, base);
    int frozen = given.path(FREEZE).path(EPOCHS).asInt(frozenEpochs(given, base));
    int learning = frozen < 0 || frozen > epochs ? epochs : epochs - frozen;
    int learningInBase = base.epochs() - base.freeze().epochs();
    String name = given.path(SCHEDULE).path("name").asString(defaults.name());
    return name.equals(defaults.name())
        ? new ScheduleSpec(name, defaults.warmupEpochs() / learningInBase * learning)
        : ScheduleSpec.defaults(name, learning);
  }

  private static void merge(ObjectNode target, ObjectNode given) {
    for (var field : given.properties()) {
      JsonNode current = target.get(field.getKey());
      JsonNode value = field.getValue();
      if (current instanceof ObjectNode inner
          && value instanceof ObjectNode fields
          && MERGED.contains(field.getKey())) {
        merge(inner, fields);
      } else if (current == null || !value.isNull()) {
        target.set(field.getKey(), value);
      }
    }
  }
}
