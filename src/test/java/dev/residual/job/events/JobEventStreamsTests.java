package dev.residual.job.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.SettableClock;
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
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests event streams on a real database. The test triggers each poll and runs the writes itself.
 */
@JobLifecycleTest
class JobEventStreamsTests {

  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;
  @Autowired private JobEventLog eventLog;
  @Autowired private SettableClock clock;

  private final Queue<Runnable> pendingWrites = new ArrayDeque<>();
  private JobEventStreams streams;
  private JobAttempt attempt;

  @BeforeEach
  void startJob(@Autowired JsonMapper json) {
    streams = new JobEventStreams(eventLog, pendingWrites::add, json, clock);
    streams.start();
    UUID id = lifecycle.submit(Requests.DEFAULT, null);
    attempt = attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
  }

  @Test
  void clientReceivesPastAndNewEvents() {
    Client client = connect(0);
    pollAndSend();
    assertThat(client.received).hasSize(2);
    assertThat(client.received.get(1))
        .isEqualTo(
            "id:2\nevent:status\ndata:{\"status\":\"RUNNING\",\"attempt\":1,\"failure\":null}\n\n");

    logStep(1);
    attempts.report(attempt, Trainings.epoch(1));
    pollAndSend();

    assertThat(client.received).hasSize(4);
    assertThat(client.received.get(2))
        .startsWith("id:3\nevent:step\ndata:{\"epoch\":1,\"step\":1,");
    assertThat(client.received.get(3)).startsWith("id:4\nevent:epoch\n");
  }

  @Test
  void reconnectedClientReceivesMissedEvents() {
    logStep(1);
    logStep(2);

    Client client = connect(3);
    pollAndSend();

    assertThat(client.received).singleElement().asString().startsWith("id:4\n");
  }

  @Test
  void streamEndsAfterTheFinalStatus() {
    Client client = connect(2);
    attempts.succeed(attempt, Trainings.saved(attempt.modelKey()));

    pollAndSend();

    assertThat(client.received).hasSize(2);
    assertThat(client.received.get(0)).contains("event:model", "testTop1");
    assertThat(client.received.get(1)).contains("SUCCEEDED");
    assertThat(client.completed).isTrue();
  }

  @Test
  void streamOfADeletedJobEnds() {
    Client client = connect(2);
    attempts.fail(attempt, new JobFailure("data", "broken"));
    lifecycle.delete(attempt.job());

    pollAndSend();

    assertThat(client.completed).isTrue();
  }

  @Test
  void commentIsSentAfterFifteenIdleSeconds() {
    Client client = connect(2);
    clock.advance(Duration.ofMillis(14_999));
    pollAndSend();
    assertThat(client.received).isEmpty();

    clock.advance(Duration.ofMillis(1));
    pollAndSend();
    pollAndSend();

    assertThat(client.received).containsExactly(":keep-alive\n\n");
  }

  @Test
  void slowClientGetsNoEventTwiceAndDelaysNoOther() {
    Client slow = connect(2);
    logStep(1);
    streams.poll();
    Runnable slowWrite = pendingWrites.remove();
    logStep(2);
    Client other = connect(2);

    pollAndSend();
    assertThat(other.received).hasSize(2);
    assertThat(slow.received).isEmpty();

    slowWrite.run();
    pollAndSend();
    assertThat(slow.received)
        .extracting(text -> text.substring(0, 4))
        .containsExactly("id:3", "id:4");
  }

  @Test
  void streamOfADisconnectedClientIsRemoved() {
    Client client = connect(2);
    client.disconnected = true;
    logStep(1);
    assertThat(streams.count()).isEqualTo(1);

    pollAndSend();

    assertThat(streams.count()).isZero();
  }

  @Test
  void shutdownCompletesAllStreams() {
    Client client = connect(2);

    streams.stop();

    assertThat(client.completed).isTrue();
    assertThat(streams.count()).isZero();
  }

  @Test
  void streamOpenedDuringShutdownEndsAtOnce() {
    streams.stop();

    assertThat(connect(0).completed).isTrue();
  }

  @Test
  void unknownJobHasNoStream() {
    assertThatExceptionOfType(JobNotFoundException.class)
        .isThrownBy(() -> streams.add(UUID.randomUUID(), 0));
  }

  private Client connect(int last) {
    Client client = new Client();
    streams.add(attempt.job(), last, client);
    return client;
  }

  private void logStep(int step) {
    attempts.report(attempt, Trainings.step(step), List.of(StepLogged.of(Trainings.step(step))));
  }

  private void pollAndSend() {
    streams.poll();
    while (!pendingWrites.isEmpty()) {
      pendingWrites.remove().run();
    }
  }

  /** Records what a client would receive. */
  private static final class Client extends SseEmitter {

    private final List<String> received = new ArrayList<>();
    private boolean completed;
    private boolean disconnected;
    private @Nullable Runnable completionCallback;

    @Override
    public void send(SseEventBuilder event) throws IOException {
      if (disconnected) {
        throw new IOException("Broken pipe");
      }
      received.add(
          event.build().stream()
              .map(DataWithMediaType::getData)
              .map(String::valueOf)
              .collect(Collectors.joining()));
    }

    @Override
    public void onCompletion(Runnable callback) {
      completionCallback = callback;
    }

    @Override
    public void complete() {
      completed = true;
      runCallback();
    }

    @Override
    public void completeWithError(Throwable cause) {
      runCallback();
    }

    private void runCallback() {
      if (completionCallback != null) {
        completionCallback.run();
      }
    }
  }
}
