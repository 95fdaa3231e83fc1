package dev.residual.safetensors;

/** The IEEE 754 format of 16 bits: a sign, 5 bits of exponent and 10 bits of fraction. */
final class HalfFloat {

  private static final int SIGN = 0x8000;
  private static final int EXPONENT = 0x1f;
  private static final int FRACTION = 0x3ff;
  private static final int FRACTION_BITS = 10;

  /** The exponents of the two formats have biases of 15 and 127. */
  private static final int BIAS_DIFFERENCE = 127 - 15;

  private static final float SMALLEST = 0x1p-24f;

  private HalfFloat() {}

  /** Returns the same number in 32 bits, which can represent each one exactly. */
  static float toFloat(short bits) {
    int sign = (bits & SIGN) << 16;
    int exponent = (bits >> FRACTION_BITS) & EXPONENT;
    int fraction = bits & FRACTION;
    if (exponent == 0) { // zero, or subnormal
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * SMALLEST));
    }
    int wide = exponent == EXPONENT ? 0xff : exponent + BIAS_DIFFERENCE;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }
}
