package dev.residual.feedback.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import dev.residual.access.KeyClient;
import dev.residual.access.KeysTest;
import dev.residual.access.Role;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** By default nothing is recorded. */
@KeysTest
class FeedbackDisabledTests {

  @Autowired private KeyClient client;

  private MvcTestResult send(HttpMethod method, String path, String body) {
    return client.send(client.key(Role.TRAINER), method, path, body);
  }

  private void assertDisabled(MvcTestResult answer) {
    assertThat(answer).hasStatus(HttpStatus.CONFLICT);
    assertThat(client.body(answer).path("code").asString()).isEqualTo("feedback-disabled");
    assertThat(client.body(answer).path("detail").asString())
        .contains("residual.feedback.enabled=true");
  }

  @Test
  void callsSayThatFeedbackIsSwitchedOff() {
    UUID id = UUID.randomUUID();
    assertDisabled(
        send(POST, "/feedback", "{\"predictionId\": \"%s\", \"label\": \"Bag\"}".formatted(id)));
    assertDisabled(send(GET, "/models/" + id + "/drift", null));
    assertDisabled(send(POST, "/datasets", "{\"name\": \"told\", \"feedback\": {}}"));
  }

  /** What was recorded before is still there. */
  @Test
  void predictionsCanBeDeletedAllTheSame() {
    assertThat(send(DELETE, "/predictions/" + UUID.randomUUID(), null))
        .hasStatus(HttpStatus.NOT_FOUND);
  }
}
