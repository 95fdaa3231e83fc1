package dev.residual.onednn;

/** Asks for more native memory than any machine has. */
public final class HugeBuffer {

  private HugeBuffer() {}

  /** Allocates 2^60 bytes, which fails. */
  public static Object allocate() {
    return new NativeBuffer(1L << 60);
  }
}
