package dev.residual.onednn;

import com.sun.jna.Pointer;
import java.util.IdentityHashMap;
import java.util.List;

/** The memory and the stream for one computation at a time. */
final class Workspace implements AutoCloseable {

  /** The steps and the memory plan with which a network computes one number of images. */
  record ForwardPass(List<Step> steps, MemoryPlan memoryPlan, Tensor images, Tensor features) {

    ForwardPass(PlanBuilder plan, Tensor images, Tensor features) {
      this(plan.steps(), new MemoryPlan(plan.steps()), images, features);
    }

    /** Returns the number of images. */
    int count() {
      return images.size().images();
    }
  }

  private final NativeScope natives = new NativeScope();
  private final long address;
  private final long stream;
  private final IdentityHashMap<ForwardPass, List<PreparedCall>> calls = new IdentityHashMap<>();

  /**
   * Allocates the memory.
   *
   * @param bytes size that the largest forward pass needs
   */
  Workspace(long bytes) {
    address = natives.own(new NativeBuffer(bytes)).address();
    stream = natives.stream();
  }

  /**
   * Runs a forward pass on some of the images.
   *
   * @param images all images; those from index {@code from} on are computed
   * @param features array to which their features are written
   */
  void run(ForwardPass forward, float[] images, float[] features, int from) {
    MemoryPlan memoryPlan = forward.memoryPlan();
    int in = Math.toIntExact(forward.images().size().values());
    at(memoryPlan.offset(forward.images())).write(0, images, from * (in / forward.count()), in);
    for (PreparedCall call : calls.computeIfAbsent(forward, this::calls)) {
      call.run(stream);
    }
    int out = Math.toIntExact(forward.features().size().values());
    at(memoryPlan.offset(forward.features()))
        .read(0, features, from * (out / forward.count()), out);
  }

  private List<PreparedCall> calls(ForwardPass forward) {
    MemoryPlan memoryPlan = forward.memoryPlan();
    return forward.steps().stream()
        .map(
            step ->
                new PreparedCall(
                    step,
                    tensor -> address + memoryPlan.offset(tensor),
                    address + memoryPlan.scratchpad(),
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
