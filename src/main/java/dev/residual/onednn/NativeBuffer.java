package dev.residual.onednn;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** Native memory that is aligned to a cache line. Closing this frees it. */
final class NativeBuffer implements AutoCloseable {

  /** The size of a cache line in bytes, and of the widest vector register. */
  static final int LINE = 64;

  private final Memory memory;
  private final long address;

  /**
   * Allocates memory.
   *
   * @throws OutOfMemoryError if there is too little; its message tells it apart from a lack of heap
   */
  NativeBuffer(long bytes) {
    try {
      memory = new Memory(bytes + LINE);
    } catch (OutOfMemoryError e) {
      throw new OutOfMemoryError("oneDNN can't allocate memory: " + bytes + " bytes");
    }
    address = aligned(Pointer.nativeValue(memory));
  }

  /** Returns the size rounded up to a multiple of a cache line. */
  static long aligned(long bytes) {
    return (bytes + LINE - 1) / LINE * LINE;
  }

  long address() {
    return address;
  }

  Pointer pointer() {
    return new Pointer(address);
  }

  @Override
  public void close() {
    memory.close();
  }
}
