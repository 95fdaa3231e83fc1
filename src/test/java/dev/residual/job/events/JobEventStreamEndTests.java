package dev.residual.job.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.times;

import dev.residual.access.Caller;
import dev.residual.access.Role;
import dev.residual.job.JobFailure;
import dev.residual.job.Trainings;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** A stream ends with its job, its client or the service, and takes no room after that. */
class JobEventStreamEndTests extends FollowedJob {

  @Test
  void streamEndsAfterTheFinalStatus() throws Exception {
    FakeResponse client = follow(2);
    attempts.succeed(attempt, Trainings.saved(attempt.modelKey()));

    streams.poll();

    assertThat(client.events()).hasSize(2);
    assertThat(client.events().get(0)).contains("event:model", "testTop1");
    assertThat(client.events().get(1)).contains("SUCCEEDED");
    assertEnded(client);
  }

  @Test
  void streamEndsWhenItsJobIsDeleted() throws Exception {
    FakeResponse client = follow(2);
    attempts.fail(attempt, new JobFailure("data", "gone"));
    lifecycle.delete(attempt.job());

    streams.poll();

    assertEnded(client);
  }

  @Test
  void nothingIsSentToAClientOfAStreamThatTheWebServerHasEnded() throws Exception {
    FakeResponse client = follow(2);
    log(1, 1);
    client.end(); // as soon as the lock is free, the web server has the response for another client

    streams.poll();
    streams.stop();

    assertThat(client.events()).isEmpty();
  }

  @Test
  void clientThatHasGoneIsForgotten() throws Exception {
    FakeResponse client = follow(2);
    FakeResponse other = follow(2);
    client.hasGone = true;
    log(1, 1);
    assertThat(streams.count()).isEqualTo(2);

    streams.poll();

    assertThat(streams.count()).isEqualTo(1);
    assertThat(other.ids()).containsExactly(3);
  }

  @Test
  void stoppingServiceEndsAllStreams() throws Exception {
    FakeResponse client = follow(2);
    FakeResponse stuck = follow(2);
    stuck.isReading = false;

    streams.stop();

    assertEnded(client);
    assertEnded(stuck);
    assertThat(writeTimeout).isLessThan(WRITE_TIMEOUT);
  }

  @Test
  void streamThatIsOpenedWhileTheServiceStopsEndsAtOnce() throws Exception {
    streams.stop();

    assertEnded(follow(0));
  }

  @Test
  void streamsEndWhenTheirClientIsNoLongerAccepted() throws Exception {
    Caller refused = new Caller(UUID.randomUUID(), Role.VIEWER);
    Caller accepted = new Caller(UUID.randomUUID(), Role.VIEWER);
    given(callers.accepts(any())).willReturn(true);
    List<FakeResponse> ending =
        IntStream.range(0, 1_000).mapToObj(i -> refused.call(() -> follow(2))).toList();
    FakeResponse other = accepted.call(() -> follow(2));
    FakeResponse anonymous = follow(2);
    streams.poll();
    assertThat(streams.count()).isEqualTo(1_002);

    given(callers.accepts(refused)).willReturn(false);
    clearInvocations(callers);
    log(1, 1);
    streams.poll();

    then(callers).should(times(1)).accepts(refused);
    assertThat(ending)
        .allSatisfy(
            client -> {
              assertEnded(client);
              assertThat(client.ids()).isEmpty();
            });
    assertThat(other.ids()).containsExactly(3);
    assertThat(anonymous.ids()).containsExactly(3);
  }

  @Test
  void streamOfARefusedClientEndsAlsoWhileTheDatabaseIsAway() throws Exception {
    FakeResponse client = new Caller(UUID.randomUUID(), Role.VIEWER).call(() -> follow(2));
    willThrow(new DataAccessResourceFailureException("away")).given(eventLog).ends(any());

    streams.poll();

    assertEnded(client);
  }
}
