package dev.residual.job.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;

import dev.residual.SettableClock;
import dev.residual.access.AcceptedCallers;
import dev.residual.access.limit.LimitBeans;
import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.job.JobEventLog;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobLifecycleTest;
import dev.residual.job.QueueEntry;
import dev.residual.job.Requests;
import dev.residual.job.Trainings;
import dev.residual.web.ClientConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** A running job and its followers, on a real database; the connections are fakes. */
@JobLifecycleTest
abstract class FollowedJob {

  static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
  static final int MAX_STREAMS = 4_000;

  @Autowired JobLifecycle lifecycle;
  @Autowired JobAttempts attempts;
  @Autowired SettableClock clock;

  final AcceptedCallers callers = mock();

  JobEventLog eventLog;
  JobEventStreams streams;
  JobAttempt attempt;
  Duration writeTimeout = Duration.ZERO;

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

  JobEventStreams streams(int maxStreams) {
    return streams(maxStreams, null);
  }

  JobEventStreams streams(int maxStreams, Integer maxOfAClient) {
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

  FakeResponse follow(int last) {
    return follow(attempt.job(), last);
  }

  FakeResponse follow(UUID job, int last) {
    try {
      return follow(streams, job, last);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  FakeResponse follow(JobEventStreams streams, UUID job, int last) throws IOException {
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

  void log(int first, int count) {
    attempts.report(
        attempt,
        Trainings.step(first + count - 1),
        IntStream.range(first, first + count)
            .mapToObj(step -> StepLogged.of(Trainings.step(step)))
            .toList());
  }

  static void assertEnded(FakeResponse client) {
    assertThat(client.request().isAsyncStarted()).isFalse();
  }
}
