package dev.residual.job.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.times;

import dev.residual.job.Requests;
import dev.residual.web.Problem;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Many followers, slow ones and too many of them. */
class JobEventStreamLoadTests extends FollowedJob {

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
}
