package dev.residual.web;

import java.util.Optional;
import java.util.UUID;

/** Parses ids that clients or other processes have written. */
public final class Uuids {

  private Uuids() {}

  /** Returns the UUID that a text spells, or nothing if it spells none. */
  public static Optional<UUID> parse(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Tells whether a text spells a UUID exactly as this service does: in full and in lower case. */
  public static boolean isCanonical(String text) {
    return parse(text).filter(id -> id.toString().equals(text)).isPresent();
  }
}
