package dev.residual.onnx;

import dev.residual.web.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers requests for ONNX files that cannot be made. */
@RestControllerAdvice
class OnnxErrorAdvice {

  @ExceptionHandler
  Problem tooLarge(OnnxTooLargeException e) {
    return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "onnx-too-large", e.getMessage());
  }
}
