package dev.residual.onednn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Assigns the tensors of a plan to places in one block of memory, so that tensors that are needed
 * at the same time do not overlap.
 */
final class MemoryPlan {

  /** A part of the block that several tensors use in turn. */
  private static final class Slot {
    long start;
    long bytes;
    boolean taken;
  }

  private final List<Slot> slots = new ArrayList<>();
  private final Map<Tensor, Slot> slotOf = new IdentityHashMap<>();
  private final long scratchpad;
  private final long bytes;

  /**
   * Plans the memory of some steps.
   *
   * @param steps in order; the output of the last one is never overwritten
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
    scratchpad = end;
    bytes =
        end
            + steps.stream()
                .map(Step::scratchpad)
                .flatMap(Optional::stream)
                .mapToLong(Descriptor::bytes)
                .max()
                .orElse(0);
  }

  private Slot slot(Tensor tensor) {
    return slotOf.computeIfAbsent(tensor, this::assignSlot);
  }

  /** Takes the smallest free slot that is large enough, or else enlarges the largest free one. */
  private Slot assignSlot(Tensor tensor) {
    long needed = tensor.layout().bytes();
    Comparator<Slot> bySize = Comparator.comparingLong(slot -> slot.bytes);
    Slot slot =
        slots.stream()
            .filter(each -> !each.taken && each.bytes >= needed)
            .min(bySize)
            .or(() -> slots.stream().filter(each -> !each.taken).max(bySize))
            .orElseGet(this::addSlot);
    slot.bytes = Math.max(slot.bytes, needed);
    slot.taken = true;
    return slot;
  }

  private Slot addSlot() {
    Slot slot = new Slot();
    slots.add(slot);
    return slot;
  }

  /** Returns the offset of a tensor in the block, in bytes. */
  long offset(Tensor tensor) {
    Slot slot = slotOf.get(tensor);
    if (slot == null) {
      throw new IllegalArgumentException("No step uses this tensor");
    }
    return slot.start;
  }

  /** Returns the offset of the scratchpad that all steps use in turn. */
  long scratchpad() {
    return scratchpad;
  }

  /** Returns the size of the whole block. */
  long bytes() {
    return bytes;
  }
}
