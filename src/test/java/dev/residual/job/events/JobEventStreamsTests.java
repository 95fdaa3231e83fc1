package dev.residual.job.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;

import dev.residual.SettableClock;
import dev.residual.access.AcceptedCallers;
import dev.residual.access.Caller;
import dev.residual.access.Role;
import dev.residual.access.limit.LimitBeans;
import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.job.JobEventLog;
import dev.residual.job.JobFailure;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobLifecycleTest;
import dev.residual.job.JobNotFoundException;
import dev.residual.job.QueueEntry;
import dev.residual.job.Requests;
import dev.residual.job.Trainings;
import dev.residual.web.ClientConnection;
import dev.residual.web.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Tests what each run sends, on a real database; the connections are fakes. */
@JobLifecycleTest
class JobEventStreamsTests {

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_STREAMS = 4_000;

  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;
  @Autowired private SettableClock clock;

  private final AcceptedCallers callers = mock();

  private JobEventLog eventLog;
  private JobEventStreams streams;
  private JobAttempt attempt;
  private Duration writeTimeout = Duration.ZERO;

  @BeforeEach
  void startJob(@Autowired JobEventLog eventLog) {
    this.eventLog = spy(eventLog);
    streams = streams(MAX_STREAMS);
    UUID id = lifecycle.submit(Requests.DEFAULT, null);
    attempt = attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
  }

  @AfterEach
  void resetRequest() {
    RequestContextHolder.resetRequestAttributes();
  }

  @Test
  void streamHasPastAndComingEvents() throws Exception {
    FakeResponse client = follow(0);
    streams.poll();
    assertThat(client.events()).hasSize(2);
    assertThat(client.events().get(1))
        .isEqualTo(
            "id:2\nevent:status\ndata:{\"status\":\"RUNNING\",\"attempt\":1,\"failure\":null}");

    log(1, 1);
    attempts.report(attempt, Trainings.epoch(1));
    streams.poll();

    assertThat(client.events()).hasSize(4);
    assertThat(client.events().get(2))
        .startsWith("id:3\nevent:step\ndata:{\"epoch\":1,\"step\":1,");
    assertThat(client.events().get(3)).startsWith("id:4\nevent:epoch\n");
  }

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
  void nothingIsSentToAClientOfAStreamThatTheWebServerHasEnded() throws Exception {
    FakeResponse client = follow(2);
    log(1, 1);
    client.end(); // as soon as the lock is free, the web server has the response for another client

    streams.poll();
    streams.stop();

    assertThat(client.events()).isEmpty();
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
  void deletedStepsAreLeftOut(@Autowired JdbcClient jdbc) throws Exception {
    log(1, 150);
    jdbc.sql("delete from job_event where type = 'step' and job_id = :job")
        .param("job", attempt.job())
        .update();
    attempts.report(attempt, Trainings.epoch(1));

    FakeResponse client = follow(0);
    streams.poll();

    assertThat(client.ids()).containsExactly(1, 2, 153);
  }

  @Test
  void commentComesAtOnceAndAfterFifteenQuietSeconds() throws Exception {
    FakeResponse client = follow(2);
    assertThat(client.text()).isEqualTo(":keep-alive\n\n");
    clock.advance(Duration.ofMillis(14_999));
    streams.poll();
    assertThat(client.text()).isEqualTo(":keep-alive\n\n");

    clock.advance(Duration.ofMillis(1));
    streams.poll();
    streams.poll();

    assertThat(client.text()).isEqualTo(":keep-alive\n\n:keep-alive\n\n");
  }

  @Test
  void commentComesThoughTheClockIsSetBack() throws Exception {
    FakeResponse client = follow(2);
    clock.advance(Duration.ofHours(-1));

    streams.poll();

    assertThat(client.text()).isEqualTo(":keep-alive\n\n:keep-alive\n\n");
  }

  @Test
  void nothingIsWrittenToAClientThatDoesNotRead() throws Exception {
    log(1, 500);
    FakeResponse slow = follow(0);
    FakeResponse other = follow(0);
    slow.isReading = false;

    streams.poll();

    assertThat(other.ids()).hasSize(502);
    assertThat(slow.text()).hasSizeLessThanOrEqualTo(JobEventStream.MAX_BYTES + 100);

    slow.read();
    streams.poll();
    assertThat(slow.ids()).isEqualTo(other.ids());
  }

  @Test
  void clientThatReadsNothingIsDisconnectedByTheWebServer() throws Exception {
    follow(2);

    assertThat(writeTimeout).isEqualTo(WRITE_TIMEOUT);
  }

  @Test
  void followersAtDifferentPlacesShareWhatIsRead() throws Exception {
    log(1, 638);
    for (int last = 0; last < 640; last++) {
      follow(last);
    }

    streams.poll();
    streams.poll();

    then(eventLog).should(times(640 / EventPages.SIZE)).after(any(), anyInt(), anyInt());
  }

  @Test
  void runReadsAndWritesOnlySoMuchAndGoesOnWithTheOthers() throws Exception {
    int jobs = 2 * JobEventStreams.MAX_READS;
    List<FakeResponse> clients =
        IntStream.range(0, jobs)
            .mapToObj(i -> follow(lifecycle.submit(Requests.DEFAULT, null), 0))
            .toList();

    streams.poll();
    assertThat(clients).filteredOn(client -> !client.ids().isEmpty()).hasSize(jobs / 2);
    streams.poll();
    assertThat(clients).allSatisfy(client -> assertThat(client.ids()).containsExactly(1));
  }

  @Test
  void everyFollowerGetsItsTurn() throws Exception {
    List<FakeResponse> clients =
        IntStream.range(0, JobEventStreams.MAX_WRITES + 10)
            .mapToObj(i -> follow(attempt.job(), 1))
            .toList();

    streams.poll();
    assertThat(clients)
        .filteredOn(client -> !client.ids().isEmpty())
        .hasSize(JobEventStreams.MAX_WRITES);
    log(1, 1);
    streams.poll();
    assertThat(clients.subList(JobEventStreams.MAX_WRITES, clients.size()))
        .allSatisfy(client -> assertThat(client.ids()).containsExactly(2, 3));
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

  @Test
  void missingJobCannotBeFollowed() {
    assertThatExceptionOfType(JobNotFoundException.class)
        .isThrownBy(() -> follow(streams, UUID.randomUUID(), 0));
  }

  @Test
  void refusedStreamTakesNoPlace() throws Exception {
    JobEventStreams one = streams(1);
    FakeResponse client = follow(one, attempt.job(), 2);

    assertThatExceptionOfType(Problem.class).isThrownBy(() -> follow(one, attempt.job(), 2));
    client.end();
    follow(one, attempt.job(), 2);

    assertThat(one.count()).isEqualTo(1);
  }

  @Test
  void clientHasAsManyStreamsAsItsLimitAllows() throws Exception {
    JobEventStreams limited = streams(MAX_STREAMS, 2);
    FakeResponse first = follow(limited, attempt.job(), 2);
    follow(limited, attempt.job(), 2);

    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> follow(limited, attempt.job(), 2))
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode().value()).isEqualTo(429);
              assertThat(problem.getBody().getProperties())
                  .containsEntry("code", "too-many-event-streams");
            });
    assertThat(limited.count()).isEqualTo(2);
    first.end();
    follow(limited, attempt.job(), 2);
    limited.stop();
    follow(limited, attempt.job(), 2);
    follow(limited, attempt.job(), 2);
  }

  @Test
  void streamThatCannotBeOpenedTakesNothingOfTheLimit() {
    JobEventStreams full = streams(1, 1);
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/jobs/x/events");
    RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));

    for (int i = 0; i < 2; i++) { // asynchronous processing is not supported
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> full.open(attempt.job(), 2, request, new FakeResponse(request)));
    }
  }

  private JobEventStreams streams(int maxStreams) {
    return streams(maxStreams, null);
  }

  private JobEventStreams streams(int maxStreams, Integer maxOfAClient) {
    JobEventStreams created =
        new JobEventStreams(
            eventLog,
            new EventStreamSettings(maxStreams, WRITE_TIMEOUT),
            LimitBeans.eventStreams(maxOfAClient),
            callers,
            clock);
    created.start();
    return created;
  }

  private FakeResponse follow(int last) {
    return follow(attempt.job(), last);
  }

  private FakeResponse follow(UUID job, int last) {
    try {
      return follow(streams, job, last);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private FakeResponse follow(JobEventStreams streams, UUID job, int last) throws IOException {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/jobs/" + job + "/events");
    request.setAsyncSupported(true);
    FakeResponse response = new FakeResponse(request);
    request.setAttribute(
        ClientConnection.ATTRIBUTE,
        new ClientConnection() {
          @Override
          public boolean isGone() {
            return false;
          }

          @Override
          public void setWriteTimeout(Duration timeout) {
            writeTimeout = timeout;
          }

          @Override
          public Lock lock() {
            return response.lock;
          }
        });
    RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
    streams.open(job, last, request, response);
    response.read(); // as the web server does at first
    return response;
  }

  private void log(int first, int count) {
    attempts.report(
        attempt,
        Trainings.step(first + count - 1),
        IntStream.range(first, first + count)
            .mapToObj(step -> StepLogged.of(Trainings.step(step)))
            .toList());
  }

  private static void assertEnded(FakeResponse client) {
    assertThat(client.request().isAsyncStarted()).isFalse();
  }
}
