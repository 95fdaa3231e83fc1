package dev.residual.torch;

/** In which numbers convolutions and matrix products are computed; weights are always fp32. */
public enum Precision {
  /** IEEE 754 binary32. */
  FP32("fp32"),
  /** bfloat16: 8 bits of mantissa, the exponents of fp32, sums in fp32. */
  BF16("bf16");

  private final String text;

  Precision(String text) {
    this.text = text;
  }

  /** As it is written in requests and manifests. */
  @Override
  public String toString() {
    return text;
  }
}
