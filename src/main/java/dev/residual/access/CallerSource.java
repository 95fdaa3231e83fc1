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

  /**
   * Returns whether what a client had sent is still accepted, or false if this source has not found
   * it. It costs no query, because it is asked often.
   */
  boolean accepts(Caller caller);
}
