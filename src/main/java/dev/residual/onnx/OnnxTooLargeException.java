package dev.residual.onnx;

/** A network has more weights than an ONNX file can hold in itself. */
public class OnnxTooLargeException extends RuntimeException {

  OnnxTooLargeException(long bytes, long max) {
    super("As ONNX the network would have %d bytes; a file has at most %d".formatted(bytes, max));
  }
}
