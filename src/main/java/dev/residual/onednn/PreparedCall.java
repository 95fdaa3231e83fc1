package dev.residual.onednn;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.residual.onednn.Step.ExecArgument;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** A step whose arguments are bound to memory addresses, ready to be executed. */
final class PreparedCall {

  // This is the size of dnnl_exec_arg_t, an int and a pointer that is aligned as a pointer.
  private static final int BYTES = 2 * Native.POINTER_SIZE;

  private final long primitive;
  private final int count;
  private final long arguments;

  PreparedCall(Step step, ToLongFunction<Tensor> address, long scratchpad, NativeScope owner) {
    Map<Integer, Long> memories = new LinkedHashMap<>(step.constants());
    step.tensors()
        .forEach(
            (argument, tensor) ->
                memories.put(argument, owner.memory(tensor.layout(), address.applyAsLong(tensor))));
    step.scratchpad()
        .ifPresent(
            layout -> memories.put(ExecArgument.SCRATCHPAD, owner.memory(layout, scratchpad)));

    primitive = step.primitive();
    count = memories.size();
    NativeBuffer block = owner.own(new NativeBuffer((long) count * BYTES));
    arguments = block.address();
    Pointer at = block.pointer();
    for (Map.Entry<Integer, Long> memory : memories.entrySet()) {
      at.setInt(0, memory.getKey());
      at.setLong(Native.POINTER_SIZE, memory.getValue());
      at = at.share(BYTES);
    }
  }

  /** Runs a step whose arguments are all constants. */
  static void runOnce(Step step, NativeScope owner) {
    NativeBuffer scratchpad =
        owner.own(new NativeBuffer(step.scratchpad().map(Descriptor::bytes).orElse(0L)));
    new PreparedCall(step, tensor -> 0, scratchpad.address(), owner).run(owner.stream());
  }

  void run(long stream) {
    Status.require(
        Dnnl.primitiveExecute(primitive, stream, count, arguments), "to execute a kernel");
  }
}
