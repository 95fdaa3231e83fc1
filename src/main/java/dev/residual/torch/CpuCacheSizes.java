package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sizes of the processor's caches, as the oneDNN in libtorch has read them.
 *
 * <p>Version 3.7.1 reads them in {@code Cpu::setCacheHierarchy} of xbyak_util.h. An AMD processor
 * is taken to have three levels, whose sizes CPUID leaf 8000001D tells. Where a hypervisor leaves
 * that empty, each size comes out as one byte, and convolutions as wrong. Later versions then count
 * no levels, for which oneDNN has sizes of its own (32 KiB, 512 KiB and 1 MiB a core, {@code
 * get_per_core_cache_size} of platform.cpp). The same number is written here, into the memory of
 * libtorch. In doubt nothing is written.
 */
final class CpuCacheSizes {

  private static final Logger log = LoggerFactory.getLogger(CpuCacheSizes.class);

  /** Numbers in each of the two arrays before the number of levels. */
  private static final int MOST_LEVELS = 10;

  /**
   * The values that are read from an empty leaf: sizes, cores that share each, levels, version of
   * AVX10.
   */
  private static final int[] READ_FROM_NOTHING = {
    1, 1, 1, 0, 0, 0, 0, 0, 0, 0, //
    1, 1, 1, 0, 0, 0, 0, 0, 0, 0, //
    3, 0
  };

  private CpuCacheSizes() {}

  /**
   * Lets oneDNN choose the sizes where it has read them from an empty leaf. What it computed before
   * keeps the wrong ones, so this comes first.
   *
   * @param manager of the processor
   * @return whether it was necessary and done
   */
  static boolean correct(NDManager manager) {
    if (!Platform.isLinux()
        || !Platform.isIntel()
        || !Platform.is64Bit()
        || !Libtorch.isKnownVersion()) {
      return false;
    }
    read(manager);
    try (ProcessMemory memory = ProcessMemory.open()) {
      OptionalLong levels = find(memory);
      if (levels.isPresent()) {
        memory.writeInt(levels.getAsLong(), 0);
      }
      return levels.isPresent();
    } catch (IOException e) {
      log.debug("The memory of libtorch is left as it is", e);
      return false;
    }
  }

  /** Has oneDNN read the sizes. A product of matrices asks it for bf16, but computes elsewhere. */
  private static void read(NDManager manager) {
    try (NDArray matrix = manager.ones(new Shape(2, 2));
        NDArray product = matrix.matMul(matrix)) {
      product.toFloatArray();
    }
  }

  /**
   * Returns the address at which the number of levels is to be corrected, or empty if there is
   * nothing to correct.
   */
  static OptionalLong find(ProcessMemory memory) throws IOException {
    Map<Long, ByteBuffer> contents = new LinkedHashMap<>();
    for (ProcessMemory.Range range : memory.writable(Libtorch.file().toRealPath())) {
      contents.put(range.start(), memory.read(range));
    }
    return find(contents);
  }

  /**
   * The address of the number of levels.
   *
   * @param contents by the address at which each begins
   * @return none unless exactly one place holds what is read from an empty leaf
   */
  static OptionalLong find(Map<Long, ByteBuffer> contents) {
    List<Long> found = new ArrayList<>();
    IntBuffer wanted = IntBuffer.wrap(READ_FROM_NOTHING);
    contents.forEach(
        (start, bytes) -> {
          IntBuffer numbers = bytes.asIntBuffer();
          for (int i = 0; i + wanted.limit() <= numbers.limit(); i++) {
            if (numbers.get(i) == 1 && numbers.slice(i, wanted.limit()).equals(wanted)) {
              found.add(start + (i + 2L * MOST_LEVELS) * Integer.BYTES);
            }
          }
        });
    return found.size() == 1 ? OptionalLong.of(found.get(0)) : OptionalLong.empty();
  }
}
