package dev.residual.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Assigns the tensors of a plan to places in one block of memory, so that tensors that are needed
 * at the same time do not overlap. The largest tensors are placed first, each at the lowest offset
 * that is free during its life.
 */
final class MemoryPlan {

  /** The first and last step that use a tensor, and its place. */
  private static final class Place {
    final long bytes;
    final int first;
    int last;
    long offset;

    Place(long bytes, int first) {
      this.bytes = NativeBuffer.aligned(bytes);
      this.first = first;
    }

    boolean livesWith(Place other) {
      return first <= other.last && other.first <= last;
    }

    long end() {
      return offset + bytes;
    }
  }

  private final IdentityHashMap<Tensor, Place> places = new IdentityHashMap<>();
  private final long scratchpad;
  private final long bytes;

  /**
   * Plans the memory of some steps.
   *
   * @param steps in order; a tensor lives from its first to its last use, so the output of the last
   *     step is never overwritten
   */
  MemoryPlan(List<Step> steps) {
    List<Place> all = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      int step = i;
      for (Tensor tensor : steps.get(i).tensors().values()) {
        Place place =
            places.computeIfAbsent(
                tensor.origin(),
                origin -> {
                  Place fresh = new Place(origin.layout().bytes(), step);
                  all.add(fresh);
                  return fresh;
                });
        place.last = step;
      }
    }
    all.sort(Comparator.comparingLong((Place place) -> place.bytes).reversed());
    List<Place> placed = new ArrayList<>();
    for (Place place : all) {
      place.offset = lowestFree(place, placed);
      placed.add(place);
    }
    scratchpad = placed.stream().mapToLong(Place::end).max().orElse(0);
    bytes =
        scratchpad
            + steps.stream()
                .map(Step::scratchpad)
                .flatMap(Optional::stream)
                .mapToLong(Descriptor::bytes)
                .max()
                .orElse(0);
  }

  private static long lowestFree(Place place, List<Place> placed) {
    long offset = 0;
    List<Place> others =
        placed.stream()
            .filter(place::livesWith)
            .sorted(Comparator.comparingLong(other -> other.offset))
            .toList();
    for (Place other : others) {
      if (offset + place.bytes <= other.offset) {
        break;
      }
      offset = Math.max(offset, other.end());
    }
    return offset;
  }

  /** Returns the offset of a tensor in the block, in bytes. */
  long offset(Tensor tensor) {
    Place place = places.get(tensor.origin());
    if (place == null) {
      throw new IllegalArgumentException("No step uses this tensor");
    }
    return place.offset;
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
