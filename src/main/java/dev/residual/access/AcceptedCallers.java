package dev.residual.access;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Knows whether clients are still accepted that were so when their requests came. Requests that
 * take long ask it again and again.
 */
@Component
public class AcceptedCallers {

  private final ObjectProvider<CallerSource> sources;

  AcceptedCallers(ObjectProvider<CallerSource> sources) {
    this.sources = sources;
  }

  /** Returns whether a new request with the same key or token would be accepted. */
  public boolean accepts(Caller caller) {
    return sources.stream().anyMatch(source -> source.accepts(caller));
  }
}
