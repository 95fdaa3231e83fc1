package dev.residual.access.limit;

import dev.residual.access.Caller;
import dev.residual.access.Limits;
import org.springframework.stereotype.Component;

/** Knows the limits of the client of this thread's request. */
@Component
public class ClientLimits {

  private final Limits defaults;

  ClientLimits(LimitSettings settings) {
    defaults = settings.limits();
  }

  /** Returns the limits of the client's key and, where it has none, those of the settings. */
  public Limits current() {
    return Caller.current().map(Caller::limits).orElse(Limits.NONE).withDefaults(defaults);
  }
}
