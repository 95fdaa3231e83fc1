package dev.residual.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuCacheSizesTests {

  private static final long START = 0x7fc5736a9000L;

  /** The offset in bytes of the number of levels, which follows two arrays of ten numbers. */
  private static final int LEVELS_OFFSET = 20 * Integer.BYTES;

  @Test
  void memoryWithoutCacheSizesIsNotChanged() {
    ByteBuffer memory = memory();

    assertThat(CpuCacheSizes.find(Map.of(START, memory))).isEmpty();
  }

  @Test
  void findsCachesOfOneByte() {
    ByteBuffer memory = memory();
    putCaches(memory, 100, 1);

    assertThat(CpuCacheSizes.find(Map.of(START, memory))).hasValue(START + 100 + LEVELS_OFFSET);
  }

  @Test
  void searchIncludesEndOfMemory() {
    ByteBuffer memory = memory();
    int last = memory.capacity() - LEVELS_OFFSET - 2 * Integer.BYTES;
    putCaches(memory, last, 1);

    assertThat(CpuCacheSizes.find(Map.of(START, memory))).hasValue(START + last + LEVELS_OFFSET);
    memory.limit(memory.capacity() - Integer.BYTES);
    assertThat(CpuCacheSizes.find(Map.of(START, memory))).isEmpty();
  }

  @Test
  void twoMatchesAreIgnored() {
    ByteBuffer memory = memory();
    putCaches(memory, 0, 1);
    putCaches(memory, 100, 1);

    assertThat(CpuCacheSizes.find(Map.of(START, memory))).isEmpty();
  }

  @Test
  void twoMatchesInDifferentRangesAreIgnored() {
    ByteBuffer memory = memory();
    putCaches(memory, 100, 1);

    assertThat(CpuCacheSizes.find(Map.of(START, memory, 2 * START, memory))).isEmpty();
  }

  @Test
  void realCacheSizesAreNotChanged() {
    ByteBuffer memory = memory();
    putCaches(memory, 100, 32 << 10);

    assertThat(CpuCacheSizes.find(Map.of(START, memory))).isEmpty();
  }

  /** Returns zeros with room for two copies of the cache values. */
  private static ByteBuffer memory() {
    return ByteBuffer.allocate(400).order(ByteOrder.nativeOrder());
  }

  private static void putCaches(ByteBuffer memory, int at, int size) {
    for (int level = 0; level < 3; level++) {
      memory.putInt(at + level * Integer.BYTES, size);
      memory.putInt(at + (10 + level) * Integer.BYTES, 1);
    }
    memory.putInt(at + LEVELS_OFFSET, 3);
  }
}
