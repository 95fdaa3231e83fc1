package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.webhook.client.Receiver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Tests that a service which ends loses no message and sends none more often than it has to, and
 * what is left of predictions and of their truth. The tests share one folder, and each goes on with
 * the service that the previous one has started.
 */
@Order(4) // Starts before the classes that never wait, which fill its pauses.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordsRestartIT {

  private static final String[] SETTINGS = {
    "--residual.feedback.enabled=true",
    // Longer than a test needs with one service, so that only what it does writes predictions.
    "--residual.feedback.flush-interval=1m",
    "--residual.webhooks.allowed-hosts=127.0.0.1",
    // A receiver that hangs is waited for so long that only the end of the service ends that.
    "--residual.webhooks.timeout=30s"
  };

  private Path folder;
  private ServiceProcess service;

  @BeforeAll
  void start(@TempDir Path empty) throws IOException {
    folder = empty;
    start();
  }

  private void start() throws IOException {
    service = ServiceProcess.start(folder, SETTINGS);
  }

  @AfterAll
  void close() {
    if (service != null) {
      service.close();
    }
  }

  @Test
  void stoppedServiceHasWrittenAllAndAKilledOneWhatWasTold() throws Exception {
    String model = service.trainModel();
    String beforeTheStop = predict(model);
    service.stop();

    start();
    assertThat(tell(beforeTheStop)).isEqualTo(204);
    String told = predict(model);
    assertThat(tell(told)).isEqualTo(204);
    String lost = predict(model);
    service.kill();

    start();
    JsonNode total = service.get("/models/" + model + "/drift").path("total");
    assertThat(total.path("predictions").asInt()).isEqualTo(2);
    assertThat(total.path("feedback").asInt()).isEqualTo(2);
    assertThat(tell(lost)).isEqualTo(404);
  }

  private String predict(String model) {
    return service
        .post("/predict?model=" + model, new byte[784])
        .at("/predictions/0/predictionId")
        .asString();
  }

  private int tell(String prediction) {
    String truth = "{\"predictionId\": \"%s\", \"label\": \"Bag\"}".formatted(prediction);
    return service.postResponse("/feedback", truth).statusCode();
  }

  /** The process is killed after the receiver has read the message, and before it answers. */
  @Test
  void messageThatWasOnItsWayIsSentOnceMoreWithTheSameId() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    try (Receiver receiver = Receiver.start(socket -> {})) {
      receiver.behave(
          socket -> {
            receiver.read(socket);
            arrived.countDown();
            socket.getInputStream().read(); // until the process is killed
          });
      String deliveries = addWebhook(receiver);
      service.cancelJob(service.submit(SampleJobs.ENDLESS));
      arrived.await();
      service.kill();
      receiver.answer(200);

      start();
      awaitDelivered(deliveries);
      String next = service.submit(SampleJobs.ENDLESS);
      service.cancelJob(next);
      ServiceClient.awaiting("the next message has arrived")
          .until(
              () -> receiver.requests().get(receiver.requests().size() - 1).body().contains(next));

      assertThat(receiver.requests()).hasSize(3);
      assertThat(receiver.requests().get(1).id()).isEqualTo(receiver.requests().get(0).id());
      assertThat(receiver.requests().get(1).body()).isEqualTo(receiver.requests().get(0).body());
      assertThat(receiver.requests().get(2).id()).isNotEqualTo(receiver.requests().get(0).id());
    }
  }

  /** The process is killed as soon as the job's end is committed, whether the message was sent. */
  @Test
  void messageIsNotLostIfTheServiceEndsAtOnce() throws Exception {
    try (Receiver receiver = Receiver.answering(200)) {
      String deliveries = addWebhook(receiver);
      String job = service.submit(SampleJobs.ENDLESS);
      service.cancelJob(job);
      service.kill();

      start();
      awaitDelivered(deliveries);
      assertThat(receiver.requests()).hasSizeBetween(1, 2);
      assertThat(receiver.requests())
          .allSatisfy(request -> assertThat(request.body()).contains(job))
          .extracting(Receiver.Request::id)
          .containsOnly(receiver.requests().get(0).id());
    }
  }

  private String addWebhook(Receiver receiver) {
    JsonNode added =
        service.post(
            "/webhooks",
            "{\"url\": \"%s\", \"events\": [\"job.cancelled\"]}".formatted(receiver.url()));
    return added.path("links").path("deliveries").asString();
  }

  private void awaitDelivered(String deliveries) {
    ServiceClient.awaiting("the message is delivered")
        .until(
            () -> service.get(deliveries).path("items").get(0).path("status").asString(),
            "DELIVERED"::equals);
  }
}
