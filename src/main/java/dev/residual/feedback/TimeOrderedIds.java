package dev.residual.feedback;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Makes ids of version 7 (RFC 9562, section 5.7): 48 bits of the time in milliseconds, then 74
 * random bits, so that rows are added at the end of an index and nobody can guess an id.
 */
final class TimeOrderedIds {

  /** The last time of which ids are positive numbers, as which some databases compare them. */
  static final Instant LAST = Instant.ofEpochMilli(0x7fff_ffff_ffffL);

  private static final int VERSION = 7;
  private static final int RANDOM_BITS = 12;
  private static final int TIME_SHIFT = 16;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;

  private final SecureRandom random = new SecureRandom();

  UUID next(Instant now) {
    long high = random.nextLong() & ((1 << RANDOM_BITS) - 1);
    return new UUID(
        first(now).getMostSignificantBits() | high, (random.nextLong() & VARIANT_MASK) | VARIANT);
  }

  /** Returns the smallest id of a time, with which ids can be compared. */
  static UUID first(Instant time) {
    return new UUID(time.toEpochMilli() << TIME_SHIFT | VERSION << RANDOM_BITS, VARIANT);
  }

  /** Returns when an id was made, or {@link Instant#EPOCH} if it was not made here. */
  static Instant time(UUID id) {
    return id.version() == VERSION
        ? Instant.ofEpochMilli(id.getMostSignificantBits() >>> TIME_SHIFT)
        : Instant.EPOCH;
  }
}
