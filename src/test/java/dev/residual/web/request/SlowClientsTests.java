package dev.residual.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.residual.web.request.SlowClientException.Reason;
import dev.residual.web.request.SlowClients.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Two threads may wait, each ten seconds, and a second longer for a thousand bytes. */
class SlowClientsTests {

  private long now;
  private final SlowClients clients =
      new SlowClients(
          new TransferSettings(Duration.ofSeconds(10), DataSize.ofBytes(1_000), 2, 1), () -> now);
  private final List<String> woken = new ArrayList<>();

  @Test
  void timeOfAllWaitsOfARequestCounts() throws Exception {
    Transfer trickle = new Transfer();
    for (int i = 0; i < 10; i++) {
      Wait wait = begin(trickle, "trickle");
      pass(1);
      clients.end(wait);
      trickle.addBytes(1);
    }
    Wait last = begin(trickle, "trickle"); // for its ten bytes
    assertThat(last.millisLeft()).isEqualTo(10);
    pass(1);
    clients.end(last);

    assertRefused(Reason.TOO_SLOW, () -> begin(trickle, "trickle"));
  }

  @Test
  void timeBetweenWaitsDoesNotCount() throws Exception {
    Transfer transfer = new Transfer();
    clients.end(begin(transfer, "client"));
    pass(3_600);

    assertThat(begin(transfer, "client").millisLeft()).isEqualTo(10_000);
  }

  @Test
  void nextRequestOfAConnectionHasItsOwnTime() throws Exception {
    Transfer transfer = new Transfer();
    Wait wait = begin(transfer, "client");
    pass(10);
    clients.end(wait);

    transfer.restart();

    assertThat(begin(transfer, "client").millisLeft()).isEqualTo(10_000);
  }

  @Test
  void bytesExtendTheTime() throws Exception {
    Transfer transfer = new Transfer();
    transfer.addBytes(5_000);

    assertThat(begin(transfer, "client").millisLeft()).isEqualTo(15_000);
  }

  @Test
  void newClientTakesThePlaceOfTheSlowest() throws Exception {
    Transfer fast = new Transfer();
    fast.addBytes(100_000);
    Wait steady = begin(fast, "steady");
    Wait slow = begin(new Transfer(), "slow");
    pass(1);

    begin(new Transfer(), "new");

    assertThat(woken).containsExactly("slow");
    assertThat(clients.count()).isEqualTo(2);
    assertRefused(Reason.TOO_MANY, () -> clients.end(slow));
    assertThat(clients.count()).isEqualTo(2);
    clients.end(steady);
    assertThat(clients.count()).isOne();
  }

  @Test
  void newClientIsRefusedIfAllOthersAreFaster() throws Exception {
    for (String name : List.of("first", "second")) {
      Transfer fast = new Transfer();
      fast.addBytes(100_000);
      begin(fast, name);
    }

    assertRefused(Reason.TOO_MANY, () -> begin(new Transfer(), "new"));

    assertThat(woken).isEmpty();
    assertThat(clients.count()).isEqualTo(2);
  }

  @Test
  void errorWhileTheSlowestIsGivenUpLosesNoPlace() throws Exception {
    Wait unwakeable =
        clients.begin(
            new Transfer(),
            () -> {
              throw new IllegalStateException("cannot be woken");
            });
    pass(1);
    begin(new Transfer(), "second");

    assertThatIllegalStateException().isThrownBy(() -> begin(new Transfer(), "new"));

    assertThat(clients.count()).isOne();
    assertRefused(Reason.TOO_MANY, () -> clients.end(unwakeable));
    begin(new Transfer(), "next");
    assertThat(clients.count()).isEqualTo(2);
  }

  @Test
  void stopEndsAllWaitsAndRefusesLaterOnes() throws Exception {
    Wait wait = begin(new Transfer(), "client");

    clients.stop();

    assertThat(woken).containsExactly("client");
    assertThat(clients.count()).isZero();
    assertRefused(Reason.STOPPING, () -> clients.end(wait));
    assertRefused(Reason.STOPPING, () -> begin(new Transfer(), "late"));
    clients.start();
    begin(new Transfer(), "again");
  }

  private Wait begin(Transfer transfer, String name) throws SlowClientException {
    return clients.begin(transfer, () -> woken.add(name));
  }

  private void pass(int seconds) {
    now += seconds * 1_000_000_000L;
  }

  private static void assertRefused(Reason reason, ThrowingCallable wait) {
    assertThatExceptionOfType(SlowClientException.class)
        .isThrownBy(wait)
        .extracting(SlowClientException::reason)
        .isEqualTo(reason);
  }
}
