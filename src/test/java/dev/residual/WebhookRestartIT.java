package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.webhook.client.Receiver;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests that a service which ends loses no message, and sends none more often than it has to. */
@Order(3) // Starts before the classes that never wait, which fill its pauses.
class WebhookRestartIT {

  private static final String ALLOWED = "--residual.webhooks.allowed-hosts=127.0.0.1";

  /** A receiver that hangs is waited for so long that only the end of the service ends that. */
  private static final String PATIENT = "--residual.webhooks.timeout=30s";

  @TempDir private Path folder;

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
      String deliveries;
      try (ServiceProcess service = ServiceProcess.start(folder, ALLOWED, PATIENT)) {
        deliveries = addWebhook(service, receiver);
        service.cancelJob(service.submit(SampleJobs.ENDLESS));
        arrived.await();
        service.kill();
      }
      receiver.answer(200);

      try (ServiceProcess service = ServiceProcess.start(folder, ALLOWED)) {
        awaitDelivered(service, deliveries);
        String next = service.submit(SampleJobs.ENDLESS);
        service.cancelJob(next);
        ServiceClient.awaiting("the next message has arrived")
            .until(
                () ->
                    receiver.requests().get(receiver.requests().size() - 1).body().contains(next));

        assertThat(receiver.requests()).hasSize(3);
        assertThat(receiver.requests().get(1).id()).isEqualTo(receiver.requests().get(0).id());
        assertThat(receiver.requests().get(1).body()).isEqualTo(receiver.requests().get(0).body());
        assertThat(receiver.requests().get(2).id()).isNotEqualTo(receiver.requests().get(0).id());
      }
    }
  }

  /** The process is killed as soon as the job's end is committed, whether the message was sent. */
  @Test
  void messageIsNotLostIfTheServiceEndsAtOnce() throws Exception {
    try (Receiver receiver = Receiver.answering(200)) {
      String job;
      String deliveries;
      try (ServiceProcess service = ServiceProcess.start(folder, ALLOWED)) {
        deliveries = addWebhook(service, receiver);
        job = service.submit(SampleJobs.ENDLESS);
        service.cancelJob(job);
        service.kill();
      }

      try (ServiceProcess service = ServiceProcess.start(folder, ALLOWED)) {
        awaitDelivered(service, deliveries);
        assertThat(receiver.requests()).hasSizeBetween(1, 2);
        assertThat(receiver.requests())
            .allSatisfy(request -> assertThat(request.body()).contains(job))
            .extracting(Receiver.Request::id)
            .containsOnly(receiver.requests().get(0).id());
      }
    }
  }

  private static String addWebhook(ServiceProcess service, Receiver receiver) {
    JsonNode added =
        service.post(
            "/webhooks",
            "{\"url\": \"%s\", \"events\": [\"job.cancelled\"]}".formatted(receiver.url()));
    return added.path("links").path("deliveries").asString();
  }

  private static void awaitDelivered(ServiceProcess service, String deliveries) {
    ServiceClient.awaiting("the message is delivered")
        .until(
            () -> service.get(deliveries).path("items").get(0).path("status").asString(),
            "DELIVERED"::equals);
  }
}
