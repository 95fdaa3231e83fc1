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
 * Corrects the sizes of the processor's caches that the oneDNN in libtorch has read.
 *
 * <p>oneDNN 3.7.1 reads them in {@code Cpu::setCacheHierarchy} of xbyak_util.h. It assumes that an
 * AMD processor has three cache levels, and reads their sizes from CPUID leaf 8000001D. If a
 * hypervisor leaves that leaf empty, each size is read as one byte, and convolutions give wrong
 * results. Later versions count no levels in this case, and then oneDNN uses default sizes (32 KiB,
 * 512 KiB and 1 MiB per core, {@code get_per_core_cache_size} of platform.cpp). This class writes
 * the same number of levels, which is 0, into the memory of libtorch. It writes nothing unless it
 * finds exactly one place where the number can be.
 */
final class CpuCacheSizes {

  private static final Logger log = LoggerFactory.getLogger(CpuCacheSizes.class);

  /** The length of each of the two arrays that precede the number of levels. */
  private static final int MAX_LEVELS = 10;

  /**
   * The values that oneDNN reads from an empty leaf: the size of each level, the number of cores
   * that share it, the number of levels, and the version of AVX10.
   */
  private static final int[] EMPTY_LEAF_VALUES = {
    1, 1, 1, 0, 0, 0, 0, 0, 0, 0, //
    1, 1, 1, 0, 0, 0, 0, 0, 0, 0, //
    3, 0
  };

  private CpuCacheSizes() {}

  /**
   * Makes oneDNN use its default sizes if it has read the sizes from an empty leaf. This must be
   * called before oneDNN computes anything, because kernels that it has compiled keep the wrong
   * sizes.
   *
   * @param manager manager of tensors on the processor
   * @return whether the sizes were wrong and have been corrected
   */
  static boolean correct(NDManager manager) {
    if (!Platform.isLinux()
        || !Platform.isIntel()
        || !Platform.is64Bit()
        || !Libtorch.isKnownVersion()) {
      return false;
    }
    makeOneDnnReadSizes(manager);
    try (ProcessMemory memory = ProcessMemory.open()) {
      OptionalLong levels = find(memory);
      if (levels.isPresent()) {
        memory.writeInt(levels.getAsLong(), 0);
      }
      return levels.isPresent();
    } catch (IOException e) {
      log.debug("The cache sizes in the memory of libtorch could not be checked", e);
      return false;
    }
  }

  /**
   * Makes oneDNN read the sizes. libtorch asks oneDNN whether it supports bf16 before it multiplies
   * two matrices, but does not multiply them with oneDNN.
   */
  private static void makeOneDnnReadSizes(NDManager manager) {
    try (NDArray matrix = manager.ones(new Shape(2, 2));
        NDArray product = matrix.matMul(matrix)) {
      product.toFloatArray();
    }
  }

  /**
   * Returns the address of the number of levels that must be corrected, or empty if there is
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
   * Returns the address of the number of levels that must be corrected.
   *
   * @param contents contents of memory ranges, by their start addresses
   * @return the address, or empty unless exactly one place holds the values of an empty leaf
   */
  static OptionalLong find(Map<Long, ByteBuffer> contents) {
    List<Long> found = new ArrayList<>();
    IntBuffer pattern = IntBuffer.wrap(EMPTY_LEAF_VALUES);
    contents.forEach(
        (start, bytes) -> {
          IntBuffer numbers = bytes.asIntBuffer();
          for (int i = 0; i + pattern.limit() <= numbers.limit(); i++) {
            if (numbers.get(i) == 1 && numbers.slice(i, pattern.limit()).equals(pattern)) {
              found.add(start + (i + 2L * MAX_LEVELS) * Integer.BYTES);
            }
          }
        });
    return found.size() == 1 ? OptionalLong.of(found.get(0)) : OptionalLong.empty();
  }
}
