package dev.residual.job;

import static java.util.stream.Collectors.toCollection;

import dev.residual.model.Promotion;
import dev.residual.training.Recipe;
import dev.residual.training.RecipeDefaults;
import dev.residual.training.Recipes;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.node.ObjectNode;

/** Reads a request, and takes what it leaves out from the recipe that it names. */
class JobRequestDeserializer extends StdDeserializer<JobRequest> {

  private static final Set<String> KNOWN = new LinkedHashSet<>();

  static {
    KNOWN.addAll(names(JobRequest.class));
    KNOWN.remove("training");
    KNOWN.addAll(names(Recipe.class));
  }

  JobRequestDeserializer() {
    super(JobRequest.class);
  }

  private static Set<String> names(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(toCollection(LinkedHashSet::new));
  }

  @Override
  public @Nullable JobRequest deserialize(JsonParser parser, DeserializationContext context) {
    if (!parser.isExpectedStartObjectToken()) {
      return (JobRequest) context.handleUnexpectedToken(getValueType(context), parser);
    }
    ObjectNode given = (ObjectNode) context.readTree(parser);
    for (String name : Set.copyOf(given.propertyNames())) {
      if (!KNOWN.contains(name)) {
        given.remove(name);
        context.handleUnknownProperty(parser, this, JobRequest.class, name);
      }
    }
    JavaType string = context.constructType(String.class);
    JavaType labels =
        context.getTypeFactory().constructMapType(Map.class, String.class, String.class);
    String name = take(given, "name", string, null, context);
    Map<String, String> pairs = take(given, "labels", labels, Map.of(), context);
    String recipe = take(given, "recipe", string, JobRequest.USUAL_RECIPE, context);
    String device = take(given, "device", string, JobRequest.ANY_DEVICE, context);
    int priority = take(given, "priority", context.constructType(Integer.class), 0, context);
    Promotion promote =
        take(
            given, "promote", context.constructType(Promotion.class), Promotion.IF_BETTER, context);
    Recipe base = Recipes.find(recipe).orElse(Recipes.ARTICLE);
    Recipe training = context.readTreeAsValue(RecipeDefaults.fill(given, base), Recipe.class);
    return new JobRequest(name, pairs, recipe, training, device, priority, promote);
  }

  /** Removes a field and returns its value, or the default if it is not given. */
  private static <T> T take(
      ObjectNode given, String field, JavaType type, T usual, DeserializationContext context) {
    JsonNode value = given.remove(field);
    if (value == null || value.isNull()) {
      return usual;
    }
    try {
      return context.readTreeAsValue(value, type);
    } catch (JacksonException e) {
      throw e.prependPath(JobRequest.class, field);
    }
  }

  @Override
  public Collection<Object> getKnownPropertyNames() {
    return Set.copyOf(KNOWN);
  }
}
