package dev.residual.access.limit;

import dev.residual.web.Problem;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.springframework.http.HttpStatus;

/** What a client has stored and is uploading to this node, while it is uploading something. */
final class StorageAccount {

  private long limit;
  private final LongSupplier stored;
  private final Runnable whenLeft;

  /** The number of uploads; changed by {@link StorageLimit} only. */
  int users;

  /** The bytes of uploads that are not stored yet. */
  private long reserved;

  private long known;
  private boolean changed = true;

  /**
   * Creates the account of a client.
   *
   * @param stored asks how much is stored
   * @param whenLeft runs after an upload has ended
   */
  StorageAccount(long limit, LongSupplier stored, Runnable whenLeft) {
    this.limit = limit;
    this.stored = stored;
    this.whenLeft = whenLeft;
  }

  /**
   * Begins another upload, before which something may have been stored or deleted.
   *
   * @param limit of the client, which an admin may have changed
   */
  synchronized void begin(long limit) {
    this.limit = limit;
    changed = true;
  }

  /**
   * Reserves bytes for an upload.
   *
   * @throws Problem 507 if they exceed the limit
   */
  synchronized void reserve(long bytes) {
    if (changed) {
      known = stored.getAsLong();
      changed = false;
    }
    // In this order no sum overflows.
    if (bytes > limit - known - reserved) {
      throw Problem.of(
          HttpStatus.INSUFFICIENT_STORAGE,
          "storage-limit-exceeded",
          String.format(
              Locale.ROOT,
              "This key may store %,d bytes (its limit storedBytes). %,d are stored, %,d are being"
                  + " uploaded, and this upload needs %,d more. Delete data sets or models that it"
                  + " has uploaded, or ask an admin for a higher limit.",
              limit,
              known,
              reserved,
              bytes));
    }
    reserved += bytes;
  }

  /** Ends an upload, which is stored by now or never will be. */
  void leave(long bytes) {
    synchronized (this) {
      reserved -= bytes;
      changed = true;
    }
    whenLeft.run();
  }
}
