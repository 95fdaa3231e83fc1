package dev.residual.onednn;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;

/** What lives outside of Java's heap until this is closed, which ends the youngest first. */
final class NativeScope implements AutoCloseable {

  private final Deque<Runnable> ends = new ArrayDeque<>();

  /** An object of oneDNN and the function that ends it. */
  long own(long handle, LongConsumer end) {
    ends.push(() -> end.accept(handle));
    return handle;
  }

  NativeBuffer own(NativeBuffer block) {
    ends.push(block::close);
    return block;
  }

  /** An object that says how numbers at an address lie. */
  long memory(Descriptor layout, long address) {
    return own(
        Status.made(
            "memory", out -> Dnnl.memoryCreate(out, layout.handle(), OneDnn.engine(), address)),
        Dnnl::memoryDestroy);
  }

  @Override
  public void close() {
    while (!ends.isEmpty()) {
      ends.pop().run();
    }
  }
}
