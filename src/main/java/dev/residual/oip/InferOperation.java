package dev.residual.oip;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.MediaType;

/** Documents inference by a model or by a version of it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Operation(
    operationId = "infer",
    summary = "Classify up to 64 images",
    description =
        "The input image has the shape in the model's metadata, such as [n, 1, 28, 28], where a"
            + " single channel may be left out. Its values are from 0 (black) to 255 (white), as"
            + " UINT8 or FP32, flat or nested, or as bytes after the JSON. A client that names a"
            + " version keeps it when the alias is assigned to another model.",
    requestBody =
        @RequestBody(
            required = true,
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = InferRequest.class),
                    examples = @ExampleObject(name = "A boot", ref = OipOpenApi.EXAMPLE))))
@ApiResponse(
    responseCode = "200",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON_VALUE,
            schema = @Schema(implementation = InferResponse.class)))
@ApiResponse(responseCode = "400", description = "The body is invalid")
@ApiResponse(
    responseCode = "404",
    description = "No model has this name or id, or the name has no such version")
@ApiResponse(
    responseCode = "409",
    description =
        "There is no default model, the model's weights are damaged, or its outputs differ from"
            + " those after training")
@ApiResponse(responseCode = "413", description = "More than 64 images, or more than 1 MB")
@ApiResponse(responseCode = "415", description = "Neither JSON nor bytes")
@ApiResponse(
    responseCode = "429",
    description =
        "The client has sent as many images, or has as many requests at a time, as its limit allows;"
            + " Retry-After says when to retry")
@ApiResponse(responseCode = "503", description = "Overloaded; Retry-After says when to retry")
@interface InferOperation {}
