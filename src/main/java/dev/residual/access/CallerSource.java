package dev.residual.access;

import java.util.Optional;

/** Knows clients by one kind of credentials. */
public interface CallerSource {

  /**
   * Returns the client that has sent these credentials, or empty if they are of another kind.
   *
   * @throws RefusedException if they are of this kind, but not accepted
   */
  Optional<Caller> find(String credentials);
}
