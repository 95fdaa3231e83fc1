package dev.residual.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuCacheSizesTests {

  private static final long START = 0x7fc5736a9000L;

  /** Of the number of levels, after two arrays of ten. */
  private static final int LEVELS = 20 * Integer.BYTES;

  @Test
  void memoryWithoutThemIsLeftAlone() {
    ByteBuffer memory = memory();

    assertThat(CpuCacheSizes.find(Map.of(START, memory))).isEmpty();
  }

  @Test
  void theOnlyPlaceWithCachesOfOneByteIsFound() {
    ByteBuffer memory = memory();
    putCaches(memory, 100, 1);

    assertThat(CpuCacheSizes.find(Map.of(START, memory))).hasValue(START + 100 + LEVELS);
  }

  @Test
  void theEndOfTheMemoryIsLookedAtToo() {
    ByteBuffer memory = memory();
    int last = memory.capacity() - LEVELS - 2 * Integer.BYTES;
    putCaches(memory, last, 1);

    assertThat(CpuCacheSizes.find(Map.of(START, memory))).hasValue(START + last + LEVELS);
    memory.limit(memory.capacity() - Integer.BYTES);
    assertThat(CpuCacheSizes.find(Map.of(START, memory))).isEmpty();
  }

  @Test
  void ofTwoPlacesNeitherIsTaken() {
    ByteBuffer memory = memory();
    putCaches(memory, 0, 1);
    putCaches(memory, 100, 1);

    assertThat(CpuCacheSizes.find(Map.of(START, memory))).isEmpty();
  }

  @Test
  void ofOnePlaceInEachOfTwoRangesNeitherIsTaken() {
    ByteBuffer memory = memory();
    putCaches(memory, 100, 1);

    assertThat(CpuCacheSizes.find(Map.of(START, memory, 2 * START, memory))).isEmpty();
  }

  @Test
  void sizesThatTheProcessorToldStay() {
    ByteBuffer memory = memory();
    putCaches(memory, 100, 32 << 10);

    assertThat(CpuCacheSizes.find(Map.of(START, memory))).isEmpty();
  }

  /** Zeros, as many as two of them need. */
  private static ByteBuffer memory() {
    return ByteBuffer.allocate(400).order(ByteOrder.nativeOrder());
  }

  private static void putCaches(ByteBuffer memory, int at, int size) {
    for (int level = 0; level < 3; level++) {
      memory.putInt(at + level * Integer.BYTES, size);
      memory.putInt(at + (10 + level) * Integer.BYTES, 1);
    }
    memory.putInt(at + LEVELS, 3);
  }
}
