package dev.residual.webhook.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import dev.residual.web.Cursor;
import dev.residual.web.InvalidValueException;
import dev.residual.web.Link;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import dev.residual.webhook.DeliveryStatus;
import dev.residual.webhook.DeliveryView;
import dev.residual.webhook.EventType;
import dev.residual.webhook.TestSender;
import dev.residual.webhook.WebhookLifecycle;
import dev.residual.webhook.WebhookView;
import dev.residual.webhook.client.ForbiddenAddressException;
import dev.residual.webhook.client.ReceiverUrls;
import dev.residual.webhook.client.WebhookSecret;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The REST endpoints of webhooks. */
@RestController
@RequestMapping("/webhooks")
@Tag(name = "Webhooks", description = "Tell other systems what happened, as Standard Webhooks says")
class WebhookController {

  private static final String LIMIT = "must be between {min} and {max}";

  private final WebhookLifecycle lifecycle;
  private final TestSender tests;
  private final ReceiverUrls urls;

  WebhookController(WebhookLifecycle lifecycle, TestSender tests, ReceiverUrls urls) {
    this.lifecycle = lifecycle;
    this.tests = tests;
    this.urls = urls;
  }

  @PostMapping(produces = APPLICATION_JSON_VALUE)
  @WebhookOperations.Add
  ResponseEntity<WebhookView> add(@RequestBody @Valid WebhookRequest request) {
    Set<EventType> events =
        request.events() == null ? EnumSet.allOf(EventType.class) : request.events();
    WebhookView added = lifecycle.add(url(request.url()), events, secret(request.secret()));
    return ResponseEntity.created(added.links().self().uri())
        .cacheControl(CacheControl.noStore())
        .body(added);
  }

  private URI url(String text) {
    try {
      URI url = urls.parse(text);
      urls.requirePublic(url);
      return url;
    } catch (InvalidValueException e) {
      throw Problem.refused("url", String.valueOf(e.getMessage()));
    } catch (ForbiddenAddressException e) {
      throw Problem.impossible(
          "url",
          "must have a host with public addresses only: "
              + e.getMessage()
              + ". The setting residual.webhooks.allowed-hosts can make an exception");
    }
  }

  private static WebhookSecret secret(@Nullable String text) {
    try {
      return text == null ? WebhookSecret.generate() : new WebhookSecret(text);
    } catch (InvalidValueException e) {
      throw Problem.refused("secret", String.valueOf(e.getMessage()));
    }
  }

  @GetMapping
  @WebhookOperations.ListAll
  Page<WebhookView> list(
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = LIMIT)
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the previous page")
          @Nullable String cursor) {
    return lifecycle.page(limit, Cursor.parse(cursor));
  }

  @GetMapping("/{id}")
  @WebhookOperations.Get
  WebhookView get(@PathVariable UUID id) {
    return lifecycle.view(id);
  }

  @PatchMapping(path = "/{id}", produces = APPLICATION_JSON_VALUE)
  @WebhookOperations.Change
  WebhookView change(@PathVariable UUID id, @RequestBody @Valid WebhookPatch patch) {
    if (patch.isEmpty()) {
      throw Problem.refused("body", "must have a new url, events or enabled");
    }
    URI url = patch.url() == null ? null : url(patch.url());
    return lifecycle.change(id, url, patch.events(), patch.enabled());
  }

  @DeleteMapping("/{id}")
  @WebhookOperations.Delete
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable UUID id) {
    lifecycle.delete(id);
  }

  @PostMapping(path = "/{id}/rotate-secret", produces = APPLICATION_JSON_VALUE)
  @WebhookOperations.Rotate
  ResponseEntity<WebhookView> rotate(
      @PathVariable UUID id, @RequestBody(required = false) @Valid @Nullable SecretRotation body) {
    SecretRotation rotation = body == null ? SecretRotation.EMPTY : body;
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(lifecycle.rotate(id, secret(rotation.secret()), rotation.overlap()));
  }

  @PostMapping(path = "/{id}/test", produces = APPLICATION_JSON_VALUE)
  @WebhookOperations.Test
  DeliveryView test(@PathVariable UUID id) {
    return tests.send(id);
  }

  @GetMapping("/{id}/deliveries")
  @WebhookOperations.ListDeliveries
  Page<DeliveryView> deliveries(
      @PathVariable UUID id,
      @RequestParam(required = false)
          @Parameter(description = "only those in this status; given again, also those in another")
          @Nullable Set<DeliveryStatus> status,
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = LIMIT)
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the previous page")
          @Nullable String cursor) {
    if (status != null && (status.isEmpty() || status.contains(null))) {
      throw Problem.refused("status", "must not be empty; leave it out for messages in any status");
    }
    Set<DeliveryStatus> statuses = status == null ? EnumSet.allOf(DeliveryStatus.class) : status;
    return lifecycle.deliveries(id, statuses, limit, Cursor.parse(cursor));
  }

  @GetMapping("/{id}/deliveries/{messageId}")
  @WebhookOperations.GetDelivery
  DeliveryView delivery(@PathVariable UUID id, @PathVariable UUID messageId) {
    return lifecycle.delivery(id, messageId);
  }

  @PostMapping(path = "/{id}/deliveries/{messageId}/redeliver", produces = APPLICATION_JSON_VALUE)
  @WebhookOperations.Redeliver
  ResponseEntity<DeliveryView> redeliver(@PathVariable UUID id, @PathVariable UUID messageId) {
    DeliveryView waiting = lifecycle.redeliver(id, messageId);
    return ResponseEntity.accepted()
        .location(new Link("/webhooks/" + id + "/deliveries/" + messageId).uri())
        .body(waiting);
  }
}
