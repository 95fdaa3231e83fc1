package dev.residual.access.audit;

import dev.residual.access.Caller;
import dev.residual.web.AnswerHeaders;
import dev.residual.web.KeyMask;
import dev.residual.web.UnicodeText;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the audit log says of a request, while it is handled by its thread. */
final class AuditedRequest {

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  /** Calls that add data, perhaps many times a second, and change nothing of the service. */
  private static final Set<String> DATA = Set.of("/feedback");

  private static final int MAX_TARGET = 500;
  private static final int MAX_VERB = 20;

  private static final ThreadLocal<AuditedRequest> CURRENT = new ThreadLocal<>();

  private final String address;
  private final String verb;
  private final String target;
  private final String id;
  private final boolean isChange;
  private boolean recorded;

  /** Takes the id that a proxy gave the request, if it is one; otherwise makes one. */
  AuditedRequest(HttpServletRequest request) {
    address = request.getRemoteAddr();
    verb = UnicodeText.storable(request.getMethod(), MAX_VERB);
    isChange = !READS.contains(verb) && !DATA.contains(path(request));
    target = UnicodeText.storable(KeyMask.ofUrl(request.getRequestURI()), MAX_TARGET);
    id = AnswerHeaders.requestId(request.getHeader(AnswerHeaders.REQUEST_ID));
  }

  private static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  static @Nullable AuditedRequest current() {
    return CURRENT.get();
  }

  /** Makes this the request of this thread. */
  void begin() {
    CURRENT.set(this);
  }

  static void end() {
    CURRENT.remove();
  }

  String id() {
    return id;
  }

  /** Returns whether this is the first transaction of a request that changes something. */
  boolean isUnrecordedChange() {
    return !recorded && isChange;
  }

  void recorded() {
    recorded = true;
  }

  /**
   * Returns the entry of this request.
   *
   * @param status of the answer; null for a change
   */
  AuditEntry entry(Instant now, @Nullable Integer status) {
    return new AuditEntry(
        UUID.randomUUID(), now, Caller.currentId(), address, verb, target, status, id);
  }
}
