package dev.residual.access.limit;

import dev.residual.access.Limits;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.util.unit.DataSize;

/** The limits of clients, for tests that start only a part of the service. */
@TestConfiguration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitSettings.class)
@Import({ClientLimits.class, EventStreamLimit.class})
public class LimitBeans {

  /** Returns a limit of the event streams of clients without a key. */
  public static EventStreamLimit eventStreams(@Nullable Integer max) {
    return new EventStreamLimit(defaults(new Limits(null, null, max, null, null)));
  }

  static ClientLimits defaults(Limits limits) {
    Long bytes = limits.storedBytes();
    return new ClientLimits(
        new LimitSettings(
            limits.imagesPerSecond(),
            limits.concurrentPredictions(),
            limits.eventStreams(),
            limits.unfinishedJobs(),
            bytes == null ? null : DataSize.ofBytes(bytes)));
  }

  static ObjectProvider<StoredBytes> stored(StoredBytes... kinds) {
    return new ObjectProvider<>() {
      @Override
      public Stream<StoredBytes> stream() {
        return Stream.of(kinds);
      }
    };
  }
}
