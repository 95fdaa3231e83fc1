package dev.residual.predict;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of decoding image files, {@code residual.decoding}.
 *
 * @param memory the most memory that all requests together decode images in; a quarter of the heap
 *     if it is not given
 * @param maxWait how long a request waits for its share of the memory
 */
@Validated
@ConfigurationProperties("residual.decoding")
record DecodingSettings(@Nullable DataSize memory, @NotNull @DefaultValue("2s") Duration maxWait) {

  private static final long SHARE_OF_HEAP = 4;

  @AssertTrue(message = "memory must be at least 1MB, and max-wait not negative")
  boolean isValid() {
    return (memory == null || memory.toMegabytes() >= 1) && !maxWait.isNegative();
  }

  /** Returns the most memory that all requests together decode images in, in bytes. */
  long memoryBytes() {
    return memory == null ? Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP : memory.toBytes();
  }
}
