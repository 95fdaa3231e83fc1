package dev.residual.onnx;

import java.util.Locale;

/** Thrown when a network has more weights than one ONNX file can hold. */
public class OnnxTooLargeException extends RuntimeException {

  OnnxTooLargeException(long bytes, long max) {
    super(
        String.format(
            Locale.ROOT,
            "The network would have %d bytes as ONNX, but a file may have at most %d",
            bytes,
            max));
  }
}
