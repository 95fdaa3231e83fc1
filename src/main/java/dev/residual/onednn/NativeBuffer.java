package dev.residual.onednn;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** Native memory that begins at a cache line, until it is closed. */
final class NativeBuffer implements AutoCloseable {

  /** Bytes of a cache line, and of the widest vector. */
  static final int LINE = 64;

  private final Memory memory;
  private final long address;

  NativeBuffer(long bytes) {
    memory = new Memory(bytes + LINE);
    address = aligned(Pointer.nativeValue(memory));
  }

  /** The next multiple of a cache line. */
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
