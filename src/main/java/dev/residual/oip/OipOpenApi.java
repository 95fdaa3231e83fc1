package dev.residual.oip;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Completes the OpenAPI document of the protocol: the form of its errors, an example that works,
 * the bytes that may follow the JSON, and the parameters of each path.
 */
@Configuration(proxyBeanMethods = false)
class OipOpenApi {

  static final String EXAMPLE = "#/components/examples/infer";

  private static final ClassPathResource EXAMPLE_REQUEST =
      new ClassPathResource("openapi/infer.json");

  private static final String ERROR = "OipError";
  private static final String BYTES = "application/octet-stream";
  private static final String VERSION = "/versions/{version}";

  /** The suffix that springdoc appends to an operation id that it has seen before. */
  private static final Pattern NUMBER = Pattern.compile("_[0-9]+$");

  @Bean
  OpenApiCustomizer openInferenceProtocol(JsonMapper json) throws IOException {
    Object request = json.readValue(EXAMPLE_REQUEST.getContentAsString(UTF_8), Object.class);
    return document -> {
      document
          .getComponents()
          .addSchemas(ERROR, error())
          .addExamples("infer", new Example().summary("An ankle boot").value(request));
      schema(document, "TensorData").setItems(numberOrList());
      removeParametersOfOtherPaths(document);
      setErrorSchema(document);
      addBinaryData(document);
      nameOperationsOnVersions(document);
    };
  }

  private static Schema<?> error() {
    return new ObjectSchema()
        .description("An error in the form of the Open Inference Protocol")
        .addProperty("error", new StringSchema().example("inputs must be one tensor named image"));
  }

  private static Schema<?> schema(OpenAPI document, String name) {
    return Objects.requireNonNull(document.getComponents().getSchemas().get(name), name);
  }

  private static ApiResponse response(Operation operation, String status) {
    return Objects.requireNonNull(operation.getResponses().get(status), status);
  }

  private static Schema<?> numberOrList() {
    return new JsonSchema().types(Set.of("number", "array")).items(new JsonSchema());
  }

  /** A handler of two paths has a parameter for the version, which only one of them contains. */
  private static void removeParametersOfOtherPaths(OpenAPI document) {
    document.getPaths().entrySet().stream()
        .filter(path -> path.getKey().startsWith(OipErrorAdvice.ROOT))
        .forEach(
            path ->
                path.getValue().readOperations().stream()
                    .map(Operation::getParameters)
                    .filter(Objects::nonNull)
                    .forEach(parameters -> keepParametersOf(path.getKey(), parameters)));
  }

  private static void keepParametersOf(String path, List<Parameter> parameters) {
    parameters.removeIf(
        parameter ->
            "path".equals(parameter.getIn()) && !path.contains("{" + parameter.getName() + "}"));
    parameters.stream()
        .filter(parameter -> "path".equals(parameter.getIn()))
        .forEach(parameter -> parameter.setRequired(true));
  }

  private static void addBinaryData(OpenAPI document) {
    document.getPaths().entrySet().stream()
        .filter(path -> path.getKey().startsWith(OipErrorAdvice.ROOT))
        .filter(path -> path.getKey().endsWith("/infer"))
        .map(path -> path.getValue().getPost())
        .forEach(
            operation -> {
              operation.addParametersItem(
                  new HeaderParameter()
                      .name(InferRequestConverter.JSON_LENGTH)
                      .description(
                          "the length of the JSON in bytes; the tensor's bytes follow it. With 0"
                              + " the body holds only images, for Fashion-MNIST 784 bytes each")
                      .schema(length()));
              operation.getRequestBody().getContent().addMediaType(BYTES, bytes());
              ApiResponse response = response(operation, "200");
              response.addHeaderObject(
                  InferRequestConverter.JSON_LENGTH,
                  new Header()
                      .description("the length of the JSON in bytes, if bytes follow it")
                      .schema(length()));
              response.getContent().addMediaType(BYTES, bytes());
            });
  }

  /** A handler of two paths has one operation id, which springdoc would number. */
  private static void nameOperationsOnVersions(OpenAPI document) {
    document
        .getPaths()
        .forEach(
            (path, item) -> {
              PathItem current = document.getPaths().get(path.replace(VERSION, ""));
              if (path.contains(VERSION) && current != null) {
                Map<HttpMethod, Operation> operations = current.readOperationsMap();
                item.readOperationsMap()
                    .forEach(
                        (method, operation) -> {
                          Operation ofCurrent =
                              Objects.requireNonNull(operations.get(method), path);
                          String id = NUMBER.matcher(ofCurrent.getOperationId()).replaceFirst("");
                          ofCurrent.setOperationId(id);
                          operation.setOperationId(id + "OfVersion");
                        });
              }
            });
  }

  private static Schema<?> length() {
    return new IntegerSchema().minimum(BigDecimal.ZERO);
  }

  private static MediaType bytes() {
    return new MediaType()
        .schema(
            new StringSchema()
                .format("binary")
                .description(
                    "the JSON, followed by the data of each tensor that has a binary_data_size,"
                        + " in little-endian order; a string of BYTES follows its length, which has"
                        + " four bytes"));
  }

  /** A 503 has the same body as a 200 where the question is whether something is ready. */
  private static boolean tellsReadiness(Operation operation, String status) {
    boolean readiness = status.equals("503") && operation.getOperationId().contains("Readiness");
    if (readiness) {
      response(operation, status).setContent(response(operation, "200").getContent());
    }
    return readiness;
  }

  private static void setErrorSchema(OpenAPI document) {
    Content content =
        new Content()
            .addMediaType(
                "application/json",
                new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + ERROR)));
    document.getPaths().entrySet().stream()
        .filter(path -> path.getKey().startsWith(OipErrorAdvice.ROOT))
        .map(Map.Entry::getValue)
        .map(PathItem::readOperations)
        .flatMap(List::stream)
        .forEach(
            operation ->
                operation
                    .getResponses()
                    .forEach(
                        (status, response) -> {
                          boolean error = status.startsWith("4") || status.startsWith("5");
                          if (error && !tellsReadiness(operation, status)) {
                            response.setContent(content);
                          }
                        }));
  }
}
