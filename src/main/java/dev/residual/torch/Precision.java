package dev.residual.torch;

/**
 * The number format in which convolutions and matrix products are computed. Weights are always
 * fp32.
 */
public enum Precision {
  /** IEEE 754 binary32. */
  FP32("fp32"),
  /** bfloat16, with 8 bits of mantissa and the exponent range of fp32. Sums are fp32. */
  BF16("bf16");

  private final String text;

  Precision(String text) {
    this.text = text;
  }

  /** Returns the name that is used in requests and manifests. */
  @Override
  public String toString() {
    return text;
  }
}
