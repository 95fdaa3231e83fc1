package dev.residual.webhook;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import dev.residual.webhook.EventData.DatasetImported;
import dev.residual.webhook.EventData.JobEnded;
import dev.residual.webhook.EventData.ModelPromoted;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.converter.ResolvedSchema;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Documents the messages that receivers of webhooks get. */
@Component
class WebhookOpenApi implements OpenApiCustomizer {

  private static final String SCHEMAS = "#/components/schemas/";

  @Override
  public void customise(OpenAPI document) {
    for (EventType event : EventType.values()) {
      document.addWebhooks(event.publicName(), new PathItem().post(message(document, event)));
    }
  }

  private static Operation message(OpenAPI document, EventType event) {
    return new Operation()
        .operationId("receive." + event.publicName())
        .addTagsItem("Webhooks")
        .summary("A message to a webhook that is told of " + event.publicName())
        .parameters(
            List.of(
                header("webhook-id", "the id of the message, the same in each attempt"),
                header("webhook-timestamp", "when it was sent, in seconds since 1970"),
                header("webhook-signature", "v1, and the base64 of an HMAC-SHA256")))
        .requestBody(
            new RequestBody()
                .required(true)
                .content(
                    new Content()
                        .addMediaType(
                            APPLICATION_JSON_VALUE,
                            new MediaType().schema(body(event, data(document, event))))))
        .responses(
            new ApiResponses()
                .addApiResponse(
                    "2XX", new ApiResponse().description("The receiver has the message"))
                .addApiResponse(
                    "default", new ApiResponse().description("It is sent again later")));
  }

  private static Parameter header(String name, String description) {
    return new Parameter()
        .in("header")
        .name(name)
        .required(true)
        .description(description)
        .schema(type("string"));
  }

  private static Schema<?> body(EventType event, Schema<?> data) {
    Schema<Object> type = type("string");
    type.setConst(event.publicName());
    return type("object")
        .addProperty("type", type)
        .addProperty("timestamp", type("string").format("date-time"))
        .addProperty("data", data)
        .required(List.of("type", "timestamp", "data"));
  }

  private static Schema<Object> type(String name) {
    JsonSchema schema = new JsonSchema();
    schema.types(Set.of(name));
    return schema;
  }

  private static Schema<?> data(OpenAPI document, EventType event) {
    Class<? extends EventData> type =
        switch (event) {
          case JOB_SUCCEEDED, JOB_FAILED, JOB_CANCELLED -> JobEnded.class;
          case MODEL_PROMOTED -> ModelPromoted.class;
          case DATASET_READY, DATASET_FAILED -> DatasetImported.class;
        };
    ResolvedSchema resolved =
        ModelConverters.getInstance(true)
            .resolveAsResolvedSchema(new AnnotatedType(type).resolveAsRef(true));
    resolved.referencedSchemas.forEach(
        (name, schema) -> document.getComponents().getSchemas().putIfAbsent(name, schema));
    JsonSchema reference = new JsonSchema();
    reference.set$ref(SCHEMAS + type.getSimpleName());
    return reference;
  }
}
