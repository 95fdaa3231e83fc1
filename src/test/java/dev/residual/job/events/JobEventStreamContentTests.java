package dev.residual.job.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.job.JobNotFoundException;
import dev.residual.job.Trainings;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a follower of a job receives. */
class JobEventStreamContentTests extends FollowedJob {

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
  void missingJobCannotBeFollowed() {
    assertThatExceptionOfType(JobNotFoundException.class)
        .isThrownBy(() -> follow(streams, UUID.randomUUID(), 0));
  }
}
