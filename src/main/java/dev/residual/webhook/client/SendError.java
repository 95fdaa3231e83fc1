package dev.residual.webhook.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;

/** The reasons why an attempt to deliver a message failed. */
@Schema(enumAsRef = true, description = "Why an attempt failed")
public enum SendError {
  /** The receiver answered with a status that is not 2xx. */
  @JsonProperty("status")
  STATUS,
  /** The receiver answered with a redirect, which is not followed. */
  @JsonProperty("redirect")
  REDIRECT,
  /** The receiver did not answer in time. */
  @JsonProperty("timeout")
  TIMEOUT,
  /** The name of the receiver has no address. */
  @JsonProperty("name-not-resolved")
  NAME_NOT_RESOLVED,
  /** The URL or an address of the receiver is not allowed, so that nothing was sent. */
  @JsonProperty("address-not-allowed")
  ADDRESS_NOT_ALLOWED,
  /** The receiver's certificate is not trusted or has another name, or TLS failed otherwise. */
  @JsonProperty("tls-failed")
  TLS_FAILED,
  /** No connection could be opened, or it was closed before an answer. */
  @JsonProperty("connection-failed")
  CONNECTION_FAILED,
  /** The answer was not HTTP. */
  @JsonProperty("invalid-response")
  INVALID_RESPONSE
}
