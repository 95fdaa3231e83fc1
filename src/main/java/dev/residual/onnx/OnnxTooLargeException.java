package dev.residual.onnx;

/** Thrown when a network has more weights than one ONNX file can hold. */
public class OnnxTooLargeException extends RuntimeException {

  OnnxTooLargeException(long bytes, long max) {
    super(
        "The network would have %d bytes as ONNX, but a file may have at most %d"
            .formatted(bytes, max));
  }
}
