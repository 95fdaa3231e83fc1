package dev.residual.job.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import dev.residual.job.JobRequest;
import dev.residual.pipeline.Crop;
import dev.residual.pipeline.DecimalRange;
import dev.residual.pipeline.Interval;
import dev.residual.recipe.OneOf;
import dev.residual.recipe.Recipes;
import dev.residual.recipe.ValidationSize;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.PropertyCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Completes the OpenAPI document of jobs. The ranges and the defaults of a request come from the
 * annotations and from the article's recipe, its examples from the file {@code openapi/jobs.json}.
 */
@Configuration(proxyBeanMethods = false)
class JobOpenApi {

  private static final ClassPathResource EXAMPLES = new ClassPathResource("openapi/jobs.json");

  private static final Map<String, String> SCHEMAS =
      Map.of(
          "optimizer", "Optimizer",
          "schedule", "Schedule",
          "freeze", "Freeze",
          "augmentation", "Augmentation");

  @Bean
  PropertyCustomizer ranges() {
    return (schema, type) -> {
      for (Annotation annotation : annotations(type)) {
        if (annotation instanceof DecimalRange range) {
          schema.setMinimum(new BigDecimal(range.min()));
          schema.setMaximum(new BigDecimal(range.max()));
        } else if (annotation instanceof OneOf values) {
          setEnum(schema, List.of(values.value()));
        } else if (annotation instanceof Interval interval && schema.getItems() != null) {
          schema.minItems(2).maxItems(2);
          schema
              .getItems()
              .minimum(new BigDecimal(interval.min()))
              .maximum(new BigDecimal(interval.max()));
        }
      }
      return schema;
    };
  }

  private static Annotation[] annotations(AnnotatedType type) {
    Annotation[] annotations = type.getCtxAnnotations();
    return annotations == null ? new Annotation[0] : annotations;
  }

  @SuppressWarnings("unchecked") // the raw type is springdoc's
  private static void setEnum(Schema<?> schema, List<String> values) {
    ((Schema<String>) schema).setEnum(values);
  }

  /** Adds the example requests of {@code POST /jobs}, by their names. */
  @Bean
  OpenApiCustomizer jobExamples(JsonMapper json) throws IOException {
    Map<?, ?> examples = json.readValue(EXAMPLES.getContentAsString(UTF_8), Map.class);
    return document ->
        examples.forEach(
            (name, request) ->
                submission(document).addExamples(name.toString(), new Example().value(request)));
  }

  private static MediaType submission(OpenAPI document) {
    PathItem jobs = Objects.requireNonNull(document.getPaths().get("/jobs"), "/jobs");
    Content content = jobs.getPost().getRequestBody().getContent();
    return Objects.requireNonNull(content.get(APPLICATION_JSON_VALUE), APPLICATION_JSON_VALUE);
  }

  @Bean
  OpenApiCustomizer defaults() {
    Map<?, ?> article = new JsonMapper().convertValue(JobRequest.EMPTY, Map.class);
    return document -> {
      Map<String, Schema> schemas = document.getComponents().getSchemas();
      setDefaults(schemas, "JobRequest", article);
      setDefaults(schemas, "Crop", new JsonMapper().convertValue(Crop.DEFAULT, Map.class));
      setForms(schemas);
      addRecipes(schemas);
      SCHEMAS.forEach((field, schema) -> setDefaults(schemas, schema, article.get(field)));
    };
  }

  /** Describes the field that is a number or a text, and possibly null. */
  private static void setForms(Map<String, Schema> schemas) {
    Schema<?> request = Objects.requireNonNull(schemas.get("JobRequest"), "JobRequest");
    Schema<?> property = Objects.requireNonNull(request.getProperties().get("validationSize"));
    Schema<?> size = property.getAnyOf() == null ? property : property.getAnyOf().get(0);
    JsonSchema number = new JsonSchema();
    number.types(Set.of("integer")).minimum(size.getMinimum()).maximum(size.getMaximum());
    JsonSchema text = new JsonSchema();
    text.types(Set.of("string"));
    setEnum(text, List.of(ValidationSize.GIVEN_TEXT, ValidationSize.AUTO_TEXT));
    size.minimum(null).maximum(null).setOneOf(List.of(number, text));
  }

  /** Adds the values of each recipe, because a schema has room for the defaults of one only. */
  private static void addRecipes(Map<String, Schema> schemas) {
    JsonMapper json = new JsonMapper();
    Map<String, Object> recipes = new LinkedHashMap<>();
    for (String name : Recipes.names()) {
      recipes.put(name, json.convertValue(Recipes.find(name).orElseThrow(), Map.class));
    }
    Objects.requireNonNull(schemas.get("JobRequest")).addExtension("x-recipes", recipes);
  }

  /** Writes defaults into the schema of a record. */
  private static void setDefaults(
      Map<String, Schema> schemas, String schema, @Nullable Object defaults) {
    Map<?, ?> values = (Map<?, ?>) Objects.requireNonNull(defaults, schema);
    Schema<?> described = Objects.requireNonNull(schemas.get(schema), schema);
    described
        .getProperties()
        .forEach(
            (name, property) -> {
              Object value = values.get(name);
              // Generators of clients cannot write the default of a field of several types.
              boolean oneType = property.get$ref() == null && property.getOneOf() == null;
              if (value != null && oneType && !(value instanceof Map)) {
                property.setDefault(value);
              }
            });
  }
}
