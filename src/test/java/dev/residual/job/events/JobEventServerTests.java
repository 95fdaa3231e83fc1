package dev.residual.job.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.job.JobFailure;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobServerTest;
import dev.residual.job.QueueEntry;
import dev.residual.job.Requests;
import dev.residual.job.Trainings;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Tests event streams as clients see them over their connections. */
@JobServerTest
@TestPropertySource(
    properties = {
      "residual.events.max-streams=" + JobEventServerTests.MAX_STREAMS,
      "residual.events.write-timeout=1h"
    })
class JobEventServerTests {

  /** More than Tomcat has threads. */
  private static final int STUCK = 300;

  static final int MAX_STREAMS = STUCK + 2;

  /** More events than a connection takes whose client does not read. */
  private static final int STEPS = 500;

  @LocalServerPort private int port;
  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;
  @Autowired private JobEventStreams streams;

  private final Deque<EventFollower> followers = new ArrayDeque<>();

  @AfterEach
  void leave() throws IOException {
    for (EventFollower follower : followers) {
      follower.close();
    }
    streams.stop();
    Awaitility.await().until(() -> streams.count() == 0);
    streams.start();
  }

  @Test
  void followerGetsItsEventsWhileHundredsOfOthersReadNothing() throws Exception {
    JobAttempt job = startJob();
    log(job, 1, STEPS);
    addStuckFollowers(job, STUCK);

    EventFollower follower = add(EventFollower.after(port, job.job(), STEPS + 2));
    follower.readUntil(":keep-alive");
    log(job, STEPS + 1, 1);

    assertThat(follower.readUntil("\"step\":501,")).contains("id:503\nevent:step\n");
  }

  @Test
  void deletedJobEndsItsStreamsWithoutWaitingForThem() throws Exception {
    JobAttempt followed = startJob();
    JobAttempt deleted = startJob();
    log(deleted, 1, STEPS);
    addStuckFollowers(deleted, 1);
    EventFollower honest = add(EventFollower.after(port, deleted.job(), STEPS + 2));
    EventFollower other = add(EventFollower.after(port, followed.job(), 2));
    honest.readUntil(":keep-alive");
    other.readUntil(":keep-alive");

    attempts.fail(deleted, new JobFailure("data", "gone"));
    lifecycle.delete(deleted.job());
    log(followed, 1, 1);

    assertThat(other.readUntil("event:step")).contains("id:3\n");
    assertThat(honest.readToEnd()).doesNotContain("event:step");
  }

  @Test
  void stoppingServiceDoesNotWaitForFollowersThatReadNothing() throws Exception {
    JobAttempt job = startJob();
    log(job, 1, STEPS);
    addStuckFollowers(job, 2);
    EventFollower honest = add(EventFollower.after(port, job.job(), STEPS + 2));
    honest.readUntil(":keep-alive");

    streams.stop();

    honest.readToEnd();
    Awaitility.await().until(() -> streams.count() == 0);
  }

  @Test
  void headersAndACommentComeAtOnce() throws Exception {
    EventFollower follower = add(EventFollower.after(port, startJob().job(), 2));

    assertThat(follower.readUntil(":keep-alive\n\n"))
        .startsWith("HTTP/1.1 200")
        .contains(
            "Content-Type: text/event-stream",
            "Cache-Control: no-cache\r\n",
            "X-Accel-Buffering: no\r\n");
  }

  @Test
  void eventsOfAJobThatIsOverComeFromTheFirstToTheLast() throws Exception {
    JobAttempt job = finishedJob();

    assertThat(send("GET", job, "", "").readToEnd())
        .containsSubsequence(
            "id:1\nevent:status\ndata:{\"status\":\"QUEUED\"",
            "id:2\nevent:status\ndata:{\"status\":\"RUNNING\"",
            "id:3\nevent:step\ndata:{\"epoch\":1,\"step\":1,",
            "id:4\nevent:epoch\n",
            "id:5\nevent:model\n",
            "id:6\nevent:status\ndata:{\"status\":\"SUCCEEDED\"");
  }

  @ParameterizedTest
  @CsvSource({
    "4, '', 5",
    "'', ?lastEventId=4, 5",
    "4, ?lastEventId=1, 5",
    "'', ?lastEventId=, 1",
  })
  void clientThatReconnectsGetsWhatItMissed(String header, String query, int first)
      throws Exception {
    String answer = send("GET", finishedJob(), header, query).readToEnd();

    assertThat(answer.substring(answer.indexOf("id:"))).startsWith("id:" + first + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6", "7", "999999999"})
  void clientThatHasEveryEventOfAJobThatIsOverIsToldSo(String lastEventId) throws Exception {
    String answer = send("GET", finishedJob(), lastEventId, "").readUntil("\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 204");
    assertThat(streams.count()).isZero();
  }

  @Test
  void clientWithAnIdBeyondTheLastGetsTheNextEvent() throws Exception {
    JobAttempt job = startJob();
    EventFollower follower = add(EventFollower.after(port, job.job(), 1_000));
    follower.readUntil(":keep-alive");

    log(job, 1, 1);

    assertThat(follower.readUntil("event:step")).contains("id:3\n");
  }

  @Test
  void headOpensNoStream() throws Exception {
    assertThat(send("HEAD", startJob(), "", "").readUntil("\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("Content-Type: text/event-stream");
    assertThat(streams.count()).isZero();
  }

  @Test
  void tooManyStreamsAreRefused() throws Exception {
    JobAttempt job = startJob();
    for (int i = 0; i < MAX_STREAMS; i++) {
      add(EventFollower.after(port, job.job(), 2));
    }
    Awaitility.await().until(() -> streams.count() == MAX_STREAMS);

    assertThat(send("GET", job, "", "").readUntil("}"))
        .startsWith("HTTP/1.1 503")
        .contains("Retry-After: 10", "application/problem+json", "too-many-streams");

    followers.removeFirst().close();
    log(job, 1, STEPS); // the server notices that a client has gone when it writes
    Awaitility.await().until(() -> streams.count() < MAX_STREAMS);
    send("GET", job, "", "").readUntil("event:step");
  }

  @Test
  void streamsHoldNoConnectionsOfTheDatabase(@Autowired HikariDataSource pool) throws Exception {
    JobAttempt job = startJob();
    for (int i = 0; i <= pool.getMaximumPoolSize(); i++) {
      send("GET", job, "", "");
    }

    for (EventFollower follower : followers) {
      follower.readUntil("RUNNING");
    }
  }

  private JobAttempt startJob() {
    UUID id = lifecycle.submit(Requests.DEFAULT, null);
    return attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
  }

  /** Returns a job with six events. */
  private JobAttempt finishedJob() {
    JobAttempt job = startJob();
    log(job, 1, 1);
    attempts.report(job, Trainings.epoch(1));
    attempts.succeed(job, Trainings.saved(job.modelKey()));
    return job;
  }

  private void log(JobAttempt job, int first, int count) {
    List<StepLogged> steps =
        IntStream.range(first, first + count)
            .mapToObj(step -> StepLogged.of(Trainings.step(step)))
            .toList();
    attempts.report(job, Trainings.step(first + count - 1), steps);
  }

  /** Adds followers, and waits until their connections take no more. */
  private void addStuckFollowers(JobAttempt job, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      add(EventFollower.thatReadsNothing(port, job.job()));
    }
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(streams.countWaiting()).as("streams that wait").isEqualTo(count);
              assertThat(streams.count()).as("open streams").isEqualTo(count);
            });
  }

  private EventFollower send(String method, JobAttempt job, String lastEventId, String query)
      throws IOException {
    String header = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
    return add(EventFollower.send(port, method, job.job(), header, query));
  }

  private EventFollower add(EventFollower follower) {
    followers.add(follower);
    return follower;
  }
}
