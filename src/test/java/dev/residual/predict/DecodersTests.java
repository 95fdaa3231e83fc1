package dev.residual.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.web.Problem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DecodersTests {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void noMoreImagesThanCoresAreDecodedAtATime() throws InterruptedException {
    Decoders decoders = new Decoders(1, Duration.ZERO, meters);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(
            () ->
                decoders.decode(
                    () -> {
                      begun.countDown();
                      await(end);
                      return "first";
                    }));
    begun.await();

    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> decoders.decode(() -> "second"))
        .satisfies(problem -> assertThat(problem.getStatusCode().value()).isEqualTo(503));

    end.countDown();
    assertThat(first.join()).isEqualTo("first");
    assertThat(decoders.decode(() -> "second")).isEqualTo("second");
    assertThat(meters.get("residual.decoding.duration").timer().count()).isEqualTo(2);
  }

  @Test
  void coreIsFreeAgainAfterAFileThatCannotBeDecoded() {
    Decoders decoders = new Decoders(1, Duration.ZERO, meters);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                decoders.decode(
                    () -> {
                      throw new IllegalStateException("damaged");
                    }));

    assertThat(decoders.decode(() -> "next")).isEqualTo("next");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
