package dev.residual.access.key;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Documents the operations on keys, one annotation for each handler of {@link KeyController}. */
final class KeyOperations {

  private KeyOperations() {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "createKey",
      summary = "Create a key, which is shown once",
      description =
          "A client sends it as Authorization: Bearer KEY, or as X-API-Key: KEY. To replace a key,"
              + " create another one, let the client use it, and revoke the first when its"
              + " lastUsedAt stands still. Its limits come before those of the settings, field by"
              + " field.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = KeyRequest.class),
                      examples =
                          @ExampleObject(
                              """
                              {"name": "web shop", "role": "predictor",
                               "limits": {"imagesPerSecond": 200}}
                              """))))
  @ApiResponse(
      responseCode = "201",
      headers = @Header(name = "Location", description = "The path to revoke it"))
  @ApiResponse(responseCode = "400", description = "A field is missing or invalid")
  @interface Create {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "listKeys",
      summary = "List keys, newest first, also those that are not accepted any more")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  @interface ListAll {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "changeKey",
      summary = "Change the name, the expiry or the limits of a key",
      description =
          "A JSON Merge Patch (RFC 7396): fields that are left out stay, also those of limits, and"
              + " null removes an expiry or a limit. A later expiry makes an expired key valid"
              + " again. Other nodes know of the change within ten seconds.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = KeyPatch.class),
                      examples = @ExampleObject("{\"limits\": {\"imagesPerSecond\": 500}}"))))
  @ApiResponse(responseCode = "200")
  @ApiResponse(
      responseCode = "400",
      description = "A field is unknown or invalid, or none is given")
  @ApiResponse(responseCode = "404", description = "No key has this id, code no-such-key")
  @ApiResponse(
      responseCode = "409",
      description =
          "The key was revoked, code key-already-revoked; or no key of an admin would be valid,"
              + " code last-admin-key")
  @interface Change {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "revokeKey",
      summary = "Revoke a key for good",
      description =
          "Other nodes accept it for ten seconds more. Its event streams end. What it made stays,"
              + " and belongs to nobody else.")
  @ApiResponse(responseCode = "204")
  @ApiResponse(responseCode = "404", description = "No key has this id, code no-such-key")
  @ApiResponse(
      responseCode = "409",
      description = "No other key of an admin is valid, code last-admin-key")
  @interface Revoke {}
}
