package dev.residual.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The last row of a page, from which the next page goes on. Opaque to clients. */
public record Cursor(Instant createdAt, UUID id) {

  /** Years of four digits, which each database can compare with. */
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  String encoded() {
    byte[] text = (createdAt + " " + id).getBytes(UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  /**
   * Reads what a client sends back.
   *
   * @param encoded what {@link Page#nextCursor} gave; null at the start of a list
   * @throws Problem (400) if it is not a cursor that a page has given
   */
  public static @Nullable Cursor parse(@Nullable String encoded) {
    if (encoded == null) {
      return null;
    }
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(encoded), UTF_8).split(" ", -1);
      if (parts.length == 2 && isKnown(Instant.parse(parts[0]))) {
        return new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1]));
      }
    } catch (IllegalArgumentException | DateTimeParseException e) {
      // Refused below, like one with too few parts.
    }
    String found = Expected.shown(encoded);
    throw Problem.refused("cursor", "must be the nextCursor of an earlier page, was " + found);
  }

  private static boolean isKnown(Instant time) {
    return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
  }
}
