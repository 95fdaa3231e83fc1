package dev.residual.web;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * A link to a path of this service. Clients see it with the prefix under which they reach the
 * service: its context path, or the one that a trusted proxy has announced.
 *
 * @param path the path without a prefix, such as {@code /jobs}
 */
@Schema(type = "string")
public record Link(String path) {

  /** Returns the path that the client of this thread's request can follow. */
  @JsonValue
  public String shown() {
    return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
        ? current.getRequest().getContextPath() + path
        : path;
  }

  /** Returns the path that the client of this thread's request can follow, for a header. */
  public URI uri() {
    return URI.create(shown());
  }
}
