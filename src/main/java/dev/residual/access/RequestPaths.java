package dev.residual.access;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.util.ServletRequestPathUtils;

/** The paths of requests as Spring MVC reads them to find what answers. */
public final class RequestPaths {

  private RequestPaths() {}

  /** Returns the path without the context path. It is parsed here unless a filter has done it. */
  public static PathContainer withinApplication(HttpServletRequest request) {
    RequestPath path =
        ServletRequestPathUtils.hasParsedRequestPath(request)
            ? ServletRequestPathUtils.getParsedRequestPath(request)
            : ServletRequestPathUtils.parseAndCache(request);
    return path.pathWithinApplication();
  }
}
