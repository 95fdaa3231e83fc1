package dev.residual.job;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import dev.residual.cluster.DeviceSlots;
import dev.residual.model.PromotionPolicy;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.RecipeDefaults;
import dev.residual.recipe.Recipes;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.node.ObjectNode;

/** Reads a request and fills in missing fields from the recipe that it names. */
class JobRequestDeserializer extends StdDeserializer<JobRequest> {

  private static final Set<String> KNOWN = new LinkedHashSet<>();

  static {
    KNOWN.addAll(names(JobRequest.class));
    KNOWN.removeAll(Set.of("training", "given"));
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
    for (String name : List.copyOf(given.propertyNames())) {
      if (!KNOWN.contains(name)) {
        given.remove(name);
        context.handleUnknownProperty(parser, this, JobRequest.class, name);
      }
    }
    JavaType string = context.constructType(String.class);
    JavaType labels =
        context.getTypeFactory().constructMapType(Map.class, String.class, String.class);
    Optional<String> name = take(given, "name", string, context);
    Optional<Map<String, String>> pairs = take(given, "labels", labels, context);
    String recipe =
        this.<String>take(given, "recipe", string, context).orElse(JobRequest.DEFAULT_RECIPE);
    Optional<String> device = take(given, "device", string, context);
    Optional<Integer> priority =
        take(given, "priority", context.constructType(Integer.class), context);
    Optional<PromotionPolicy> promote =
        take(given, "promote", context.constructType(PromotionPolicy.class), context);
    // The validation rejects an unknown recipe, together with all other errors.
    Recipe base = Recipes.find(recipe).orElse(Recipes.ARTICLE);
    Set<String> fields =
        given.properties().stream()
            .filter(field -> !field.getValue().isNull())
            .map(Map.Entry::getKey)
            .collect(toSet());
    return new JobRequest(
        name.orElse(null),
        pairs.orElse(Map.of()),
        recipe,
        context.readTreeAsValue(RecipeDefaults.fill(given, base), Recipe.class),
        device.orElse(DeviceSlots.ANY),
        priority.orElse(0),
        promote.orElse(PromotionPolicy.IF_BETTER),
        fields);
  }

  /** Removes a field and returns its value, or empty if it is not given. */
  private <T> Optional<T> take(
      ObjectNode given, String field, JavaType type, DeserializationContext context) {
    JsonNode value = given.remove(field);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(context.readTreeAsValue(value, type));
    } catch (JacksonException e) {
      throw e.prependPath(JobRequest.class, field);
    }
  }

  @Override
  public Collection<Object> getKnownPropertyNames() {
    return List.copyOf(KNOWN);
  }
}
