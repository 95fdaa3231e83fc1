package dev.residual.web.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the named schemas of an OpenAPI document that others refer to. */
final class SchemaReferences {

  private final Map<String, Schema> schemas;
  private final Set<String> found = new LinkedHashSet<>();

  private SchemaReferences(Map<String, Schema> schemas) {
    this.schemas = schemas;
  }

  /** Returns the names of the schemas that bodies of requests consist of. */
  static Set<String> ofRequests(OpenAPI document) {
    SchemaReferences references = new SchemaReferences(document.getComponents().getSchemas());
    document.getPaths().values().stream()
        .flatMap(path -> path.readOperations().stream())
        .filter(operation -> operation.getRequestBody() != null)
        .flatMap(operation -> operation.getRequestBody().getContent().values().stream())
        .map(MediaType::getSchema)
        .forEach(references::follow);
    return references.found;
  }

  /** Returns the name at the end of a reference. */
  static String name(String reference) {
    return reference.substring(reference.lastIndexOf('/') + 1);
  }

  private void follow(@Nullable Schema<?> schema) {
    if (schema == null) {
      return;
    }
    if (schema.get$ref() != null) {
      String name = name(schema.get$ref());
      if (found.add(name)) {
        follow(schemas.get(name));
      }
    }
    parts(schema).forEach(this::follow);
  }

  private static Stream<Schema<?>> parts(Schema<?> schema) {
    Stream<Schema<?>> properties =
        schema.getProperties() == null
            ? Stream.empty()
            : schema.getProperties().values().stream().map(property -> (Schema<?>) property);
    Stream<Schema<?>> alternatives =
        Stream.of(schema.getOneOf(), schema.getAnyOf(), schema.getAllOf())
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .map(alternative -> (Schema<?>) alternative);
    Stream<Schema<?>> items = Stream.ofNullable(schema.getItems());
    Stream<Schema<?>> values =
        schema.getAdditionalProperties() instanceof Schema<?> value
            ? Stream.of(value)
            : Stream.empty();
    return Stream.of(properties, alternatives, items, values).flatMap(stream -> stream);
  }
}
