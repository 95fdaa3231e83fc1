package dev.residual.webhook;

import java.time.Instant;

/**
 * The body of a message, in the form of Standard Webhooks.
 *
 * @param type the public name of an event
 * @param timestamp when the event occurred
 */
record Message(String type, Instant timestamp, EventData data) {}
