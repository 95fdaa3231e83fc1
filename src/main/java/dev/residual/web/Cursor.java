package dev.residual.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The position of the last row of a page, after which the next page starts. Opaque to clients. */
public record Cursor(Instant createdAt, UUID id) {

  /** Years have four digits, so that every database can compare with them. */
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  String encoded() {
    byte[] text = (createdAt + " " + id).getBytes(UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  /**
   * Parses a cursor that a client sends.
   *
   * @param encoded a {@link Page#nextCursor}; null for the first page
   * @throws Problem (400) if it is not a cursor of an earlier page
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
      // It is refused below, like a cursor with too few parts.
    }
    String found = TypeDescriptions.shown(encoded);
    throw Problem.refused("cursor", "must be the nextCursor of an earlier page, was " + found);
  }

  private static boolean isKnown(Instant time) {
    return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
  }
}
