package dev.residual.onednn;

import com.sun.jna.Pointer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Memory in which one thread at a time computes. */
final class Workspace implements AutoCloseable {

  private final Natives natives = new Natives();
  private final long address;
  private final long stream;
  private final Map<Forward, List<Call>> calls = new IdentityHashMap<>();

  /**
   * @param bytes that the largest forward pass needs
   */
  Workspace(long bytes) {
    address = natives.own(new Block(bytes)).address();
    stream = Streams.open(natives);
  }

  float[] run(Forward forward, float[] pictures) {
    Placement placement = forward.placement();
    at(placement.offset(forward.pictures())).write(0, pictures, 0, pictures.length);
    for (Call call : calls.computeIfAbsent(forward, this::calls)) {
      call.run(stream);
    }
    return at(placement.offset(forward.features()))
        .getFloatArray(0, forward.features().size().values());
  }

  private List<Call> calls(Forward forward) {
    Placement placement = forward.placement();
    return forward.steps().stream()
        .map(
            step ->
                new Call(
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
