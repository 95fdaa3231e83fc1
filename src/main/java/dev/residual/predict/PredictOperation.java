package dev.residual.predict;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.SchemaProperty;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.MediaType;

/** Documents {@code POST /predict} for all of its content types. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Operation(
    operationId = "predict",
    summary = "Classify up to 64 images",
    description =
        "Images have the size that the model takes: for Fashion-MNIST 28x28 pixels, white on"
            + " black; fit and polarity convert others. A model of images of any size, whose"
            + " preprocessing.fit in GET /models/{id} is crop, takes files of any size, and pixels"
            + " of preprocessing.imageSize. They are sent as JSON, as raw bytes (784 per"
            + " image there), as one PNG, JPEG, WebP, GIF, BMP or TIFF, or as multipart parts named image. In JSON an image is"
            + " rows of numbers or of [red, green, blue], or a file in base64 or as a data URL. The answer has one prediction"
            + " per image, in order. An image that shows nothing has no label, and blank is true.",
    requestBody =
        @RequestBody(
            required = true,
            content = {
              @Content(
                  mediaType = MediaType.APPLICATION_JSON_VALUE,
                  schema = @Schema(implementation = PixelsRequest.class),
                  examples = @ExampleObject(name = "A boot", ref = PixelsExample.REFERENCE)),
              @Content(
                  mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                  schemaProperties =
                      @SchemaProperty(
                          name = ImageUploads.PART,
                          array =
                              @ArraySchema(schema = @Schema(type = "string", format = "binary")))),
              @Content(mediaType = "image/*", schema = @Schema(type = "string", format = "binary")),
              @Content(
                  mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                  schema = @Schema(type = "string", format = "binary"))
            }))
@ApiResponse(responseCode = "200")
@ApiResponse(responseCode = "400", description = "A parameter or a pixel is invalid")
@ApiResponse(responseCode = "404", description = "No model has this name or id")
@ApiResponse(
    responseCode = "409",
    description =
        "There is no default model, code no-model; or the model's weights are damaged, code"
            + " model-corrupt; or its outputs differ from those after training, code"
            + " model-verification-failed")
@ApiResponse(
    responseCode = "413",
    description =
        "A file is larger than 10 MB, an image has more than 25 million pixels (12.5 million in WebP)"
            + " or more than 65,535 a side, the images to be decoded have more than 64 million"
            + " together, or there are more than 64 images")
@ApiResponse(
    responseCode = "415",
    description =
        "Not an image, code not-an-image; or of a format that is not decoded, code"
            + " unsupported-image-format")
@ApiResponse(
    responseCode = "422",
    description = "An image is unreadable, or has another size and no fit is chosen")
@ApiResponse(
    responseCode = "429",
    description =
        "The client has sent as many images as its limit allows, code rate-limited, or has as many"
            + " requests at a time, code too-many-predictions; Retry-After says when to retry",
    headers = {
      @Header(
          name = "RateLimit-Policy",
          description = "The limit of images, also on other answers to limited clients"),
      @Header(name = "RateLimit", description = "How many images are left, also on other answers")
    })
@ApiResponse(
    responseCode = "503",
    description =
        "Overloaded, or an upload could not be stored, code storage-unavailable; Retry-After says"
            + " when to retry")
@interface PredictOperation {}
