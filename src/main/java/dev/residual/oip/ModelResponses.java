package dev.residual.oip;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Documents the responses that a description of a model and its readiness share. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ApiResponse(responseCode = "200")
@ApiResponse(
    responseCode = "404",
    description = "No model has this name or id, or the name has no such version")
@ApiResponse(responseCode = "409", description = "There is no default model")
@interface ModelResponses {}
