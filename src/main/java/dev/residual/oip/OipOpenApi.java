package dev.residual.oip;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the OpenAPI document says of the protocol: its form of an error, an image to try, and
 * bytes.
 */
@Configuration(proxyBeanMethods = false)
class OipOpenApi {

  static final String EXAMPLE = "#/components/examples/infer";

  private static final ClassPathResource EXAMPLE_IMAGE =
      new ClassPathResource("openapi/image.json");

  private static final String ERROR = "OipError";
  private static final String BYTES = "application/octet-stream";

  @Bean
  OpenApiCustomizer openInferenceProtocol(JsonMapper json) throws IOException {
    Map<?, ?> image = json.readValue(EXAMPLE_IMAGE.getContentAsString(UTF_8), Map.class);
    Object request =
        Map.of(
            "id",
            "boot",
            "inputs",
            List.of(
                Map.of(
                    "name",
                    InputTensor.NAME,
                    "datatype",
                    "UINT8",
                    "shape",
                    List.of(1, 28, 28),
                    "data",
                    List.of(image.get("pixels")))));
    return document -> {
      document
          .getComponents()
          .addSchemas(ERROR, error())
          .addExamples("infer", new Example().summary("An ankle boot").value(request));
      errorsInTheProtocolsForm(document);
      bytesAfterTheJson(document);
    };
  }

  private static Schema<?> error() {
    return new ObjectSchema()
        .description("An error, as the Open Inference Protocol has it")
        .addProperty("error", new StringSchema().example("inputs must be one tensor named image"));
  }

  private static void bytesAfterTheJson(OpenAPI document) {
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
                          "where the JSON ends, in bytes, and the tensor's bytes begin. With 0 the "
                              + "body is images alone, for Fashion-MNIST 784 bytes each")
                      .schema(length()));
              operation.getRequestBody().getContent().addMediaType(BYTES, bytes());
              ApiResponse answer =
                  Objects.requireNonNull(
                      operation.getResponses().get("200"), "each infer operation declares its 200");
              answer.addHeaderObject(
                  InferRequestConverter.JSON_LENGTH,
                  new Header()
                      .description("where the JSON ends, if bytes follow it")
                      .schema(length()));
              answer.getContent().addMediaType(BYTES, bytes());
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
                    "the JSON, and behind it the data of each tensor that has a binary_data_size: "
                        + "little-endian; of BYTES each text after its length in four bytes"));
  }

  private static void errorsInTheProtocolsForm(OpenAPI document) {
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
                          if (status.startsWith("4") || status.startsWith("5")) {
                            response.setContent(content);
                          }
                        }));
  }
}
