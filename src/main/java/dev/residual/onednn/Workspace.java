package dev.residual.onednn;

import com.sun.jna.Pointer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Memory in which one thread at a time computes. */
final class Workspace implements AutoCloseable {

  private final NativeScope natives = new NativeScope();
  private final long address;
  private final long stream;
  private final Map<ForwardPass, List<PreparedCall>> calls = new IdentityHashMap<>();

  /**
   * @param bytes that the largest forward pass needs
   */
  Workspace(long bytes) {
    address = natives.own(new NativeBuffer(bytes)).address();
    stream = Streams.open(natives);
  }

  /**
   * @param images of which some are computed, from the one numbered {@code from} on
   * @param features where theirs are written to
   */
  void run(ForwardPass forward, float[] images, float[] features, int from) {
    MemoryPlan placement = forward.placement();
    int in = forward.images().size().values();
    at(placement.offset(forward.images())).write(0, images, from * (in / forward.count()), in);
    for (PreparedCall call : calls.computeIfAbsent(forward, this::calls)) {
      call.run(stream);
    }
    int out = forward.features().size().values();
    at(placement.offset(forward.features())).read(0, features, from * (out / forward.count()), out);
  }

  private List<PreparedCall> calls(ForwardPass forward) {
    MemoryPlan placement = forward.placement();
    return forward.steps().stream()
        .map(
            step ->
                new PreparedCall(
                    step,
                    tensor -> address + placement.offset(tensor),
                    address + placement.scratch(),
                    natives))
        .toList();
  }

  private Pointer at(long offset) {
    return new Pointer(address + offset);
  }

  @Override
  public void close() {
    natives.close();
  }
}
