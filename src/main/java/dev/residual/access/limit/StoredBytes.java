package dev.residual.access.limit;

import java.util.UUID;

/** Knows how much of one kind is stored for a client. */
public interface StoredBytes {

  /** Returns the size of what a client has uploaded and not deleted. */
  long of(UUID owner);
}
