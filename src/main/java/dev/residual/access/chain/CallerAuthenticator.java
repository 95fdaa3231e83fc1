package dev.residual.access.chain;

import dev.residual.access.Caller;
import dev.residual.access.CallerSource;
import dev.residual.access.RefusedException;
import java.util.List;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Recognizes clients by the credentials that they have sent. */
@Component
class CallerAuthenticator implements AuthenticationManager {

  private final List<CallerSource> sources;

  CallerAuthenticator(List<CallerSource> sources) {
    this.sources = sources;
  }

  @Override
  public Authentication authenticate(Authentication sent) {
    String credentials = String.valueOf(sent.getCredentials());
    for (CallerSource source : sources) {
      Optional<Caller> caller = source.find(credentials);
      if (caller.isPresent()) {
        return caller.get().authentication();
      }
    }
    throw RefusedException.invalid(
        "invalid-key", "What was sent is not a key of this service, which begins with rsd_.");
  }
}
