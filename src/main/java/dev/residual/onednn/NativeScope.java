package dev.residual.onednn;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;

/** Owns native objects and memory, and frees them in reverse order when it is closed. */
final class NativeScope implements AutoCloseable {

  private static final int IN_ORDER = 1;

  private final Deque<Runnable> closers = new ArrayDeque<>();

  /** Takes ownership of an object of oneDNN, which {@code destroy} frees, and returns it. */
  long own(long handle, LongConsumer destroy) {
    closers.push(() -> destroy.accept(handle));
    return handle;
  }

  /** Takes ownership of a buffer and returns it. */
  NativeBuffer own(NativeBuffer block) {
    closers.push(block::close);
    return block;
  }

  /** Has something closed with the rest. */
  void own(Runnable close) {
    closers.push(close);
  }

  /** Returns a oneDNN memory object for an address and the layout of the values there. */
  long memory(Descriptor layout, long address) {
    return own(
        Status.create(
            "to create a memory object",
            out -> Dnnl.memoryCreate(out, layout.handle(), OneDnn.engine(), address)),
        Dnnl::memoryDestroy);
  }

  /** Returns a new oneDNN stream, one of which each concurrent computation needs. */
  long stream() {
    return own(
        Status.create(
            "to create a stream", out -> Dnnl.streamCreate(out, OneDnn.engine(), IN_ORDER)),
        Dnnl::streamDestroy);
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
