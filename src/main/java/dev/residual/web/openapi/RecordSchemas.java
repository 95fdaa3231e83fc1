package dev.residual.web.openapi;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * Says in the OpenAPI document which fields of a record may be null, and which fields every answer
 * has. Springdoc does not look at annotations of types, as JSpecify's are.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE) // after those that look at properties as springdoc made them
class RecordSchemas implements ModelConverter, OpenApiCustomizer {

  /** Marks the schema of a record until the document is complete. */
  private static final String RECORD = "x-record";

  private static final String NULL = "null";

  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    Schema<?> schema = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
    Class<?> raw = Json.mapper().constructType(type.getType()).getRawClass();
    if (schema != null && raw.isRecord()) {
      Schema<?> defined =
          schema.get$ref() == null
              ? schema
              : context.getDefinedModels().get(SchemaReferences.name(schema.get$ref()));
      if (defined != null && defined.getProperties() != null) {
        defined.addExtension(RECORD, raw.getName());
      }
    }
    return schema;
  }

  @Override
  public void customise(OpenAPI document) {
    Set<String> requests = SchemaReferences.ofRequests(document);
    document
        .getComponents()
        .getSchemas()
        .forEach(
            (name, schema) -> {
              Object record =
                  schema.getExtensions() == null ? null : schema.getExtensions().remove(RECORD);
              if (record != null) {
                Class<?> type = ClassUtils.resolveClassName(record.toString(), null);
                describe(schema, type, !requests.contains(name));
              }
            });
  }

  /**
   * @param answer whether the record occurs in answers only; its fields are then always there,
   *     while a request may leave out those that have a default
   */
  private static void describe(Schema<?> schema, Class<?> type, boolean answer) {
    Map<String, Schema> properties = schema.getProperties();
    for (RecordComponent component : type.getRecordComponents()) {
      if (has(component, JsonUnwrapped.class)) {
        describe(schema, component.getType(), answer);
        continue;
      }
      String name = name(component);
      Schema<?> property = properties == null ? null : properties.get(name);
      if (property == null || has(component, JsonIgnore.class)) {
        continue;
      }
      boolean absent = answer && isAbsentIfNull(component);
      if (answer && !absent) {
        require(schema, name);
      }
      boolean required = schema.getRequired() != null && schema.getRequired().contains(name);
      boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (nullable && !absent && (answer || !required)) {
        Objects.requireNonNull(properties).put(name, orNull(property));
      }
    }
  }

  private static void require(Schema<?> schema, String name) {
    if (schema.getRequired() == null || !schema.getRequired().contains(name)) {
      schema.addRequiredItem(name);
    }
  }

  private static boolean has(RecordComponent component, Class<? extends Annotation> annotation) {
    return component.getAccessor().isAnnotationPresent(annotation);
  }

  private static String name(RecordComponent component) {
    JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
    return given == null || given.value().isEmpty() ? component.getName() : given.value();
  }

  private static boolean isAbsentIfNull(RecordComponent component) {
    JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
    return include != null && include.value() == JsonInclude.Include.NON_NULL;
  }

  private static Schema<?> orNull(Schema<?> schema) {
    if (schema.getTypes() == null || schema.get$ref() != null) {
      JsonSchema either = new JsonSchema();
      either.setDescription(schema.getDescription());
      schema.setDescription(null);
      either.setAnyOf(List.of(schema, new JsonSchema().types(Set.of(NULL))));
      return either;
    }
    Set<String> types = new LinkedHashSet<>(schema.getTypes());
    types.add(NULL);
    schema.setTypes(types);
    allowNullAmongValues(schema);
    return schema;
  }

  private static <T> void allowNullAmongValues(Schema<T> schema) {
    if (schema.getEnum() != null && !schema.getEnum().contains(null)) {
      List<T> values = new ArrayList<>(schema.getEnum());
      values.add(null);
      schema.setEnum(values);
    }
  }
}
