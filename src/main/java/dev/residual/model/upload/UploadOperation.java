package dev.residual.model.upload;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.MediaType;

/** Documents {@code POST /models}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Operation(
    operationId = "uploadModel",
    summary = "Upload weights from elsewhere as a model",
    description =
        "The body is a safetensors file (curl -T model.safetensors) with the tensors of a plain"
            + " residual network, as torchvision, timm or Hugging Face name them, or as"
            + " GET /models/{id}/weights has them. They are F32, F16 or BF16, for images of 1 or 3"
            + " channels. If the file also has the tensors check.input, as the network takes it,"
            + " and check.logits, the outputs are compared. The model has no test results, and no"
            + " alias until one is assigned.",
    requestBody =
        @RequestBody(
            required = true,
            description = "A safetensors file of at most 1 GB",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                    schema = @Schema(type = "string", format = "binary"))))
@ApiResponse(
    responseCode = "201",
    headers = @Header(name = "Location", description = "The path of the model"))
@ApiResponse(responseCode = "400", description = "A parameter is invalid, or there is no body")
@ApiResponse(responseCode = "413", description = "The file has more than 1 GB")
@ApiResponse(
    responseCode = "415",
    description = "Not a safetensors file, code not-safetensors; the detail names its kind")
@ApiResponse(
    responseCode = "422",
    description =
        "The tensors are not those of the architecture, code weights-mismatch; the file is"
            + " malformed, code invalid-safetensors; a value cannot be used, code invalid-weights;"
            + " the outputs differ from the sender's, code check-failed; the body differs from its"
            + " Content-Digest, code digest-mismatch; or a parameter does not fit the file")
@ApiResponse(
    responseCode = "429",
    description = "Too many models are being uploaded, code too-many-uploads")
@ApiResponse(
    responseCode = "503",
    description = "The file could not be stored, code storage-unavailable")
@ApiResponse(
    responseCode = "507",
    description = "The key would store more than its limit allows, code storage-limit-exceeded")
@interface UploadOperation {}
