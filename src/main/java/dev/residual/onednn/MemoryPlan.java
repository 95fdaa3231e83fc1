package dev.residual.onednn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the tensors of a plan lie in one block of memory, so that those that are needed at the same
 * time do not overlap.
 */
final class MemoryPlan {

  /** A part of the block. */
  private static final class Slot {
    long start;
    long bytes;
    boolean taken;
  }

  private final List<Slot> slots = new ArrayList<>();
  private final Map<Tensor, Slot> slotOf = new IdentityHashMap<>();
  private final long scratch;
  private final long bytes;

  /**
   * @param steps in order; what the last one writes is never overwritten
   */
  MemoryPlan(List<Step> steps) {
    Map<Tensor, Integer> lastUse = new IdentityHashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      for (Tensor tensor : steps.get(i).tensors().values()) {
        lastUse.put(tensor, i);
      }
    }
    for (int i = 0; i < steps.size(); i++) {
      Collection<Tensor> tensors = steps.get(i).tensors().values();
      tensors.forEach(this::slot);
      for (Tensor tensor : tensors) {
        slot(tensor).taken = lastUse.getOrDefault(tensor, i) > i;
      }
    }

    long end = 0;
    for (Slot slot : slots) {
      slot.start = end;
      end += NativeBuffer.aligned(slot.bytes);
    }
    scratch = end;
    bytes =
        end
            + steps.stream()
                .map(Step::scratch)
                .flatMap(Optional::stream)
                .mapToLong(Descriptor::bytes)
                .max()
                .orElse(0);
  }

  private Slot slot(Tensor tensor) {
    return slotOf.computeIfAbsent(tensor, this::place);
  }

  /** Takes the smallest free slot that is large enough, else lets the largest grow. */
  private Slot place(Tensor tensor) {
    long wanted = tensor.layout().bytes();
    Comparator<Slot> bySize = Comparator.comparingLong(slot -> slot.bytes);
    Slot slot =
        slots.stream()
            .filter(each -> !each.taken && each.bytes >= wanted)
            .min(bySize)
            .or(() -> slots.stream().filter(each -> !each.taken).max(bySize))
            .orElseGet(this::another);
    slot.bytes = Math.max(slot.bytes, wanted);
    slot.taken = true;
    return slot;
  }

  private Slot another() {
    Slot slot = new Slot();
    slots.add(slot);
    return slot;
  }

  long offset(Tensor tensor) {
    Slot slot = slotOf.get(tensor);
    if (slot == null) {
      throw new IllegalArgumentException("No step uses this tensor");
    }
    return slot.start;
  }

  /** Where steps may scribble, one after the other. */
  long scratch() {
    return scratch;
  }

  /** Of the whole block. */
  long bytes() {
    return bytes;
  }
}
