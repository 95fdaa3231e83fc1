package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.verify;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;

/** What a client submits is stored and queued, or neither. */
abstract class JobSubmissionTests extends StoredJobs {

  @Autowired private IdempotencyKeys keys;

  @Test
  void requestWithTheLongestLabelsIsStored() {
    String escaped = "\\u0001".repeat(99);
    String labels =
        IntStream.range(0, 16)
            .mapToObj(i -> "\"%c%s\": \"%c%s\"".formatted('a' + i, escaped, 'a' + i, escaped))
            .collect(Collectors.joining(", "));
    JobRequest request = Requests.of("{\"labels\": {" + labels + "}}");

    UUID id = lifecycle.submit(request, null);

    assertThat(jobs.findById(id).orElseThrow().request()).isEqualTo(request);
  }

  @Test
  void submittedJobIsStoredAndQueued() {
    UUID id = lifecycle.submit(Requests.named("mine", 7), null);

    assertThat(found(id).request()).isEqualTo(Requests.named("mine", 7));
    assertThat(found(id).status()).isEqualTo(JobStatus.QUEUED);
    verify(queue).put(argThat(hasId(id)));
  }

  @Test
  void jobThatCannotBeQueuedIsNotStored() {
    doThrow(new IllegalStateException("no queue")).when(queue).put(any());

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> lifecycle.submit(Requests.DEFAULT, null));

    assertThat(jobs.findByStatusIn(List.of(JobStatus.values()))).isEmpty();
  }

  @Test
  void keyIsClaimedOnlyIfTheJobIsStored() {
    var mine = new IdempotencyKeys.Key("mine", "0".repeat(64));
    doThrow(new IllegalStateException("no queue")).doNothing().when(queue).put(any());
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> lifecycle.submit(Requests.DEFAULT, mine));
    assertThat(keys.find("mine")).isEmpty();

    UUID id = lifecycle.submit(Requests.DEFAULT, mine);

    assertThat(keys.find("mine")).hasValueSatisfying(use -> assertThat(use.job()).isEqualTo(id));
    assertThatExceptionOfType(DuplicateKeyException.class)
        .isThrownBy(() -> lifecycle.submit(Requests.DEFAULT, mine));
    clock.advance(Duration.ofDays(1));
    assertThat(keys.find("mine")).isEmpty();
    assertThat(lifecycle.submit(Requests.DEFAULT, mine)).isNotEqualTo(id);
  }

  @Test
  void orderIsKeptAfterTheClockWasSetBack() {
    UUID older = submit();
    clock.advance(Duration.ofHours(-1));
    UUID newer = submit();

    assertThat(found(newer).createdAt()).isAfter(found(older).createdAt());
    assertThat(jobs.queued()).containsExactly(older, newer);
  }

  @Test
  void newPriorityMovesTheJobInTheQueue() {
    UUID id = submit();

    lifecycle.prioritize(id, 9);

    assertThat(found(id).priority()).isEqualTo(9);
    verify(queue).move(argThat(hasId(id)));
  }

  @Test
  void isBusyWhileAJobIsQueuedOrRunning() {
    assertThat(lifecycle.isBusy()).isFalse();
    UUID id = submit();
    assertThat(lifecycle.isBusy()).isTrue();
    JobAttempt attempt = start(id);
    assertThat(lifecycle.isBusy()).isTrue();
    attempts.fail(attempt, new JobFailure("data", "broken"));
    assertThat(lifecycle.isBusy()).isFalse();
  }
}
