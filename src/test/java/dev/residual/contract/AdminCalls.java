package dev.residual.contract;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;

import dev.residual.job.JobClient;
import dev.residual.webhook.client.Receiver;
import tools.jackson.databind.JsonNode;

/** What administrators do with keys and webhooks. */
final class AdminCalls extends ContractCalls {

  AdminCalls(JobClient jobs, ApiContract contract) {
    super(jobs, contract);
  }

  void ask() throws Exception {
    manageKeys();
    useWebhooks();
  }

  private void manageKeys() throws Exception {
    JsonNode key =
        body(expect(201, send(POST, "/keys", "{\"name\": \"me\", \"role\": \"viewer\"}")));
    expect(400, send(POST, "/keys", "{\"name\": \"me\"}"));
    expect(200, get("/keys"));
    String path = "/keys/" + key.path("id").asString();
    expect(200, send(PATCH, path, "{\"limits\": {\"imagesPerSecond\": 5}, \"expiresAt\": null}"));
    expect(400, send(PATCH, path, "{\"role\": \"admin\"}"));
    expect(204, send(DELETE, path));
    expect(200, get("/audit"));
    expect(200, get("/access"));
  }

  private void useWebhooks() throws Exception {
    String url = "{\"url\": \"https://%s/hooks\"}";
    String webhook =
        body(expect(201, send(POST, "/webhooks", url.formatted("8.8.8.8"))))
            .path("links")
            .path("self")
            .asString();
    expect(409, send(POST, "/webhooks", url.formatted("8.8.8.8")));
    expect(422, send(POST, "/webhooks", url.formatted("10.0.0.1")));
    expect(400, send(POST, "/webhooks", "{\"url\": \"http://8.8.8.8/\"}"));
    expect(200, get("/webhooks"));
    expect(200, get(webhook));
    expect(200, send(POST, webhook + "/rotate-secret"));
    try (Receiver receiver = Receiver.answering(500)) {
      String change = "{\"enabled\": true, \"url\": \"%s\"}".formatted(receiver.url());
      expect(200, send(PATCH, webhook, change));
      String message =
          body(expect(200, send(POST, webhook + "/test"))).path("messageId").asString();
      expect(200, get(webhook + "/deliveries?status=FAILED"));
      expect(200, get(webhook + "/deliveries/" + message));
      expect(202, send(POST, webhook + "/deliveries/" + message + "/redeliver"));
      expect(409, send(POST, webhook + "/deliveries/" + message + "/redeliver"));
    }
    expect(204, send(DELETE, webhook));
  }
}
