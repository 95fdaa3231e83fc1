package dev.residual.job;

import dev.residual.pipeline.Between;
import dev.residual.recipe.OneOf;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.PropertyCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the ranges and the defaults of a request in the OpenAPI document from where the program has
 * them: from the annotations, and from the article's recipe.
 */
@Configuration(proxyBeanMethods = false)
class JobOpenApi {

  private static final Map<String, String> SCHEMAS =
      Map.of("optimizer", "Optimizer", "schedule", "Schedule", "augmentation", "Augmentation");

  @Bean
  PropertyCustomizer ranges() {
    return (schema, type) -> {
      for (Annotation annotation : annotations(type)) {
        if (annotation instanceof Between range) {
          schema.setMinimum(new BigDecimal(range.min()));
          schema.setMaximum(new BigDecimal(range.max()));
        } else if (annotation instanceof OneOf values) {
          setEnum(schema, List.of(values.value()));
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

  @Bean
  OpenApiCustomizer defaults() {
    Map<?, ?> article = new JsonMapper().convertValue(JobRequest.EMPTY, Map.class);
    return document -> {
      Map<String, Schema> schemas = document.getComponents().getSchemas();
      setDefaults(schemas, "JobRequest", article);
      SCHEMAS.forEach((field, schema) -> setDefaults(schemas, schema, article.get(field)));
    };
  }

  /** Writes the defaults into a schema; both exist for each name, for a record has the name. */
  private static void setDefaults(
      Map<String, Schema> schemas, String schema, @Nullable Object defaults) {
    Map<?, ?> values = (Map<?, ?>) Objects.requireNonNull(defaults, schema);
    Schema<?> described = Objects.requireNonNull(schemas.get(schema), schema);
    described
        .getProperties()
        .forEach(
            (name, property) -> {
              Object value = values.get(name);
              if (value != null && property.get$ref() == null && !(value instanceof Map)) {
                property.setDefault(value);
              }
            });
  }
}
