package dev.residual.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What the OpenAPI document says of the protocol: its form of an error, and a picture to try. */
@Configuration(proxyBeanMethods = false)
class OipDocument {

  static final String EXAMPLE = "#/components/examples/infer";

  private static final String ERROR = "OipError";

  @Bean
  OpenApiCustomizer openInferenceProtocol(JsonMapper json) throws IOException {
    Map<?, ?> picture = json.readValue(PixelsExample.PICTURE.getContentAsString(UTF_8), Map.class);
    Object request =
        Map.of(
            "id",
            "boot",
            "inputs",
            List.of(
                Map.of(
                    "name",
                    ImageTensor.NAME,
                    "datatype",
                    "UINT8",
                    "shape",
                    List.of(1, 28, 28),
                    "data",
                    List.of(picture.get("pixels")))));
    return document -> {
      document
          .getComponents()
          .addSchemas(ERROR, error())
          .addExamples("infer", new Example().summary("An ankle boot").value(request));
      errorsInTheProtocolsForm(document);
    };
  }

  private static Schema<?> error() {
    return new ObjectSchema()
        .description("An error, as the Open Inference Protocol has it")
        .addProperty("error", new StringSchema().example("inputs must be one tensor named image"));
  }

  private static void errorsInTheProtocolsForm(OpenAPI document) {
    Content content =
        new Content()
            .addMediaType(
                "application/json",
                new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + ERROR)));
    document.getPaths().entrySet().stream()
        .filter(path -> path.getKey().startsWith(OipProblems.ROOT))
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
