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

/** Listeners on a real database, served when the test turns the crank. */
@JobLifecycleTest
class JobEventStreamsTests {

  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;
  @Autowired private JobEventLog eventLog;
  @Autowired private SettableClock clock;

  private final Queue<Runnable> writings = new ArrayDeque<>();
  private JobEventStreams listeners;
  private JobAttempt attempt;

  @BeforeEach
  void startJob(@Autowired JsonMapper json) {
    listeners = new JobEventStreams(eventLog, writings::add, json, clock);
    listeners.start();
    UUID id = lifecycle.submit(Requests.USUAL, null);
    attempt = attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
  }

  @Test
  void aListenerHearsWhatWasAndWhatComes() {
    Client client = follow(0);
    turn();
    assertThat(client.heard).hasSize(2);
    assertThat(client.heard.get(1))
        .isEqualTo(
            "id:2\nevent:status\ndata:{\"status\":\"RUNNING\",\"attempt\":1,\"failure\":null}\n\n");

    log(1);
    attempts.report(attempt, Trainings.epoch(1));
    turn();

    assertThat(client.heard).hasSize(4);
    assertThat(client.heard.get(2)).startsWith("id:3\nevent:step\ndata:{\"epoch\":1,\"step\":1,");
    assertThat(client.heard.get(3)).startsWith("id:4\nevent:epoch\n");
  }

  @Test
  void oneThatComesBackHearsWhatItMissed() {
    log(1);
    log(2);

    Client client = follow(3);
    turn();

    assertThat(client.heard).singleElement().asString().startsWith("id:4\n");
  }

  @Test
  void theStreamEndsAfterTheFinalStatus() {
    Client client = follow(2);
    attempts.succeed(attempt, Trainings.saved(attempt.modelKey()));

    turn();

    assertThat(client.heard).hasSize(2);
    assertThat(client.heard.get(0)).contains("event:model", "testTop1");
    assertThat(client.heard.get(1)).contains("SUCCEEDED");
    assertThat(client.completed).isTrue();
  }

  @Test
  void oneWhoseJobIsDeletedIsLetGo() {
    Client client = follow(2);
    attempts.fail(attempt, new JobFailure("data", "gone"));
    lifecycle.delete(attempt.job());

    turn();

    assertThat(client.completed).isTrue();
  }

  @Test
  void aCommentComesAfterFifteenQuietSeconds() {
    Client client = follow(2);
    clock.advance(Duration.ofMillis(14_999));
    turn();
    assertThat(client.heard).isEmpty();

    clock.advance(Duration.ofMillis(1));
    turn();
    turn();

    assertThat(client.heard).containsExactly(":keep-alive\n\n");
  }

  @Test
  void oneThatReadsSlowlyHearsNothingTwiceAndHoldsNobodyUp() {
    Client slow = follow(2);
    log(1);
    listeners.poll();
    Runnable held = writings.remove();
    log(2);
    Client other = follow(2);

    turn();
    assertThat(other.heard).hasSize(2);
    assertThat(slow.heard).isEmpty();

    held.run();
    turn();
    assertThat(slow.heard).extracting(text -> text.substring(0, 4)).containsExactly("id:3", "id:4");
  }

  @Test
  void oneThatHasGoneIsForgotten() {
    Client client = follow(2);
    client.gone = true;
    log(1);
    assertThat(listeners.count()).isEqualTo(1);

    turn();

    assertThat(listeners.count()).isZero();
  }

  @Test
  void aStoppingServiceEndsAllStreams() {
    Client client = follow(2);

    listeners.stop();

    assertThat(client.completed).isTrue();
    assertThat(listeners.count()).isZero();
  }

  @Test
  void streamThatIsOpenedWhileTheServiceStopsEndsAtOnce() {
    listeners.stop();

    assertThat(follow(0).completed).isTrue();
  }

  @Test
  void aJobThatIsNotThereCannotBeFollowed() {
    assertThatExceptionOfType(JobNotFoundException.class)
        .isThrownBy(() -> listeners.add(UUID.randomUUID(), 0));
  }

  private Client follow(int last) {
    Client client = new Client();
    listeners.add(attempt.job(), last, client);
    return client;
  }

  private void log(int step) {
    attempts.report(attempt, Trainings.step(step), List.of(StepLogged.of(Trainings.step(step))));
  }

  private void turn() {
    listeners.poll();
    while (!writings.isEmpty()) {
      writings.remove().run();
    }
  }

  /** What a client at the other end of the connection would read. */
  private static final class Client extends SseEmitter {

    private final List<String> heard = new ArrayList<>();
    private boolean completed;
    private boolean gone;
    private @Nullable Runnable whenOver;

    @Override
    public void send(SseEventBuilder event) throws IOException {
      if (gone) {
        throw new IOException("Broken pipe");
      }
      heard.add(
          event.build().stream()
              .map(DataWithMediaType::getData)
              .map(String::valueOf)
              .collect(Collectors.joining()));
    }

    @Override
    public void onCompletion(Runnable callback) {
      whenOver = callback;
    }

    @Override
    public void complete() {
      completed = true;
      over();
    }

    @Override
    public void completeWithError(Throwable cause) {
      over();
    }

    private void over() {
      if (whenOver != null) {
        whenOver.run();
      }
    }
  }
}
