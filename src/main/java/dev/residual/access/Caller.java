package dev.residual.access;

import dev.residual.web.Problem;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * The client that sent a request.
 *
 * @param id the id of its key
 * @param limits those of its key, which come before those of the service
 * @param tokenEnd when the token that it has sent is no longer accepted; null if it has sent a key
 */
public record Caller(UUID id, Role role, Limits limits, @Nullable Instant tokenEnd) {

  /** Creates a client with a key. */
  public Caller(UUID id, Role role, Limits limits) {
    this(id, role, limits, null);
  }

  /** Creates a client with the limits of the service. */
  public Caller(UUID id, Role role) {
    this(id, role, Limits.NONE);
  }

  /**
   * Returns the client of this thread's request. It is empty if nobody is asked for a key, and for
   * the service's own work.
   */
  public static Optional<Caller> current() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication != null && authentication.getPrincipal() instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }

  /** Returns the id of the client of this thread's request, to be stored as an owner. */
  public static @Nullable UUID currentId() {
    return current().map(Caller::id).orElse(null);
  }

  /**
   * Checks that the client of this thread's request may change something that has an owner.
   *
   * @param owner null if it was made while nobody was asked for a key
   * @param what what is changed, for people, such as {@code Job 7}
   * @throws Problem (403) if it belongs to another client, unless this one is an admin
   */
  public static void requireOwn(@Nullable UUID owner, String what) {
    current()
        .filter(caller -> caller.role() != Role.ADMIN && !caller.id().equals(owner))
        .ifPresent(
            other -> {
              throw Problem.of(
                  HttpStatus.FORBIDDEN,
                  "not-owner",
                  String.format(
                      Locale.ROOT,
                      "%s belongs to another key. Its owner or an admin can change it.",
                      what));
            });
  }

  /**
   * Does work for this client on a thread that has no request, so that what it makes belongs to the
   * client and counts against its limits.
   */
  public <T> T call(Supplier<T> work) {
    SecurityContext before = SecurityContextHolder.getContext();
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(authentication());
    SecurityContextHolder.setContext(context);
    try {
      return work.get();
    } finally {
      SecurityContextHolder.setContext(before);
    }
  }

  /** Returns this client as the authenticated sender of a request. */
  public Authentication authentication() {
    return new CallerAuthentication(this);
  }
}
