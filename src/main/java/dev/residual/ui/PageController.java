package dev.residual.ui;

import dev.residual.web.AnyQuery;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * Serves the web page. It is the same document for each of its addresses, because the page itself
 * shows what belongs to one.
 */
@Hidden
@RestController
class PageController {

  /** Nothing of other sites is loaded, and no script or style is in the document itself. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'self';"
          + " form-action 'self'; frame-ancestors 'none'";

  private final PageFiles files;
  private final String document;

  PageController(PageFiles files) throws IOException {
    this.files = files;
    document =
        new DefaultResourceLoader()
            .getResource(PageFiles.FOLDER + "index.html")
            .getContentAsString(StandardCharsets.UTF_8);
  }

  @AnyQuery
  @GetMapping(
      path = {"/", "/ui", "/ui/**"},
      produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<String> page(HttpServletRequest request) {
    String prefix = HtmlUtils.htmlEscape(request.getContextPath());
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .cacheControl(CacheControl.noCache())
        .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "same-origin")
        .body(document.replace("{base}", prefix + "/").replace("{assets}", prefix + files.path()));
  }
}
