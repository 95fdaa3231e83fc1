package dev.residual.webhook.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * Documents the operations on webhooks, one annotation for each handler of {@link
 * WebhookController}.
 */
final class WebhookOperations {

  private static final String ADDRESS =
      "The host has an address that is not public, code impossible-request";

  private WebhookOperations() {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "addWebhook",
      summary = "Add a webhook: a URL that is told of events",
      description =
          "Each event is sent as JSON by POST, signed as Standard Webhooks says. A message that is"
              + " not answered with 2xx within five seconds is sent again after 5 s, 1 min, 5 min,"
              + " 30 min, 2 h and 12 h. The answer shows the secret, and no other answer does.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = WebhookRequest.class),
                      examples = {
                        @ExampleObject(
                            name = "some events",
                            value =
                                "{\"url\": \"https://example.com/hooks/residual\","
                                    + " \"events\": [\"job.succeeded\", \"job.failed\"]}"),
                        @ExampleObject(
                            name = "all events",
                            value = "{\"url\": \"https://example.com/hooks/all\"}")
                      })))
  @ApiResponse(responseCode = "201", description = "Added; Location is the path of the webhook")
  @ApiResponse(
      responseCode = "400",
      description = "The URL, the secret or the name of an event is not what it must be")
  @ApiResponse(
      responseCode = "409",
      description =
          "There are too many webhooks, code too-many-webhooks, or one of this URL, code"
              + " webhook-exists")
  @ApiResponse(responseCode = "422", description = ADDRESS)
  @interface Add {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(operationId = "listWebhooks", summary = "List webhooks, newest first")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  @interface ListAll {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(operationId = "getWebhook", summary = "Get one webhook, and whether it is failing")
  @ApiResponse(responseCode = "200")
  @NotFound
  @interface Get {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "changeWebhook",
      summary = "Change the URL or the events of a webhook, or disable it",
      description =
          "While a webhook is disabled, its messages wait and no new ones are written. A new URL"
              + " also gets the messages that wait.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = WebhookPatch.class),
                      examples = {
                        @ExampleObject(name = "disable", value = "{\"enabled\": false}"),
                        @ExampleObject(
                            name = "other events",
                            value = "{\"events\": [\"model.promoted\"]}")
                      })))
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A field is invalid, or none is given")
  @NotFound
  @ApiResponse(
      responseCode = "409",
      description = "Another webhook has this URL, code webhook-exists")
  @ApiResponse(responseCode = "422", description = ADDRESS)
  @interface Change {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "deleteWebhook",
      summary = "Delete a webhook and the messages that wait for it")
  @ApiResponse(responseCode = "204")
  @NotFound
  @interface Delete {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "rotateWebhookSecret",
      summary = "Change the secret of a webhook",
      description =
          "Until overlapHours have passed, messages have two signatures, so that the receiver can"
              + " change its secret at any moment. A secret that was rotated before that is no"
              + " longer used. The answer shows the new secret, and no other answer does.",
      requestBody =
          @RequestBody(
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = SecretRotation.class),
                      examples = @ExampleObject("{\"overlapHours\": 24}"))))
  @ApiResponse(responseCode = "200", description = "secret is the new one")
  @ApiResponse(responseCode = "400", description = "The secret or the overlap is invalid")
  @NotFound
  @interface Rotate {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "testWebhook",
      summary = "Check a webhook with a message of the type webhook.test",
      description =
          "The message is sent once, also to a disabled webhook. The answer says what became of it:"
              + " status is DELIVERED or FAILED, and attempts has the reason.")
  @ApiResponse(
      responseCode = "200",
      description = "The result, also if the receiver did not answer")
  @NotFound
  @ApiResponse(
      responseCode = "429",
      description = "Too many webhooks are being tested, code too-many-tests; see Retry-After")
  @interface Test {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "listWebhookDeliveries",
      summary = "List the messages to a webhook and their attempts, newest first")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  @NotFound
  @interface ListDeliveries {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getWebhookDelivery",
      summary = "Get one message to a webhook and its attempts")
  @ApiResponse(responseCode = "200")
  @NotFound
  @interface GetDelivery {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "redeliverWebhookMessage",
      summary = "Submit a message to a webhook again",
      description = "It is sent as if it were new, but with the same webhook-id.")
  @ApiResponse(responseCode = "202", description = "The message waits for its next attempt")
  @NotFound
  @ApiResponse(
      responseCode = "409",
      description =
          "The message is waiting already, code delivery-pending, or the webhook is disabled, code"
              + " webhook-disabled")
  @interface Redeliver {}

  @Retention(RetentionPolicy.RUNTIME)
  @ApiResponse(
      responseCode = "404",
      description = "No webhook, code no-such-webhook, or no message has this id")
  @interface NotFound {}
}
