package dev.residual.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.residual.storage.Sha256;
import dev.residual.web.Download;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/** Serves the cards and bundles of models. */
@RestController
@RequestMapping("/models/{id}")
@Tag(name = "Models")
class BundleController {

  static final String MARKDOWN = "text/markdown";
  static final String ZIP = "application/zip";

  private final ModelCards cards;
  private final ModelBundles bundles;

  BundleController(ModelCards cards, ModelBundles bundles) {
    this.cards = cards;
    this.bundles = bundles;
  }

  @GetMapping(path = "/card", produces = MARKDOWN)
  @BundleOperations.Card
  @Nullable ResponseEntity<byte[]> card(@PathVariable UUID id, ServletWebRequest request) {
    byte[] card = cards.card(id).getBytes(UTF_8);
    // It is weak, because answers with a strong one are not compressed.
    String etag = "W/\"" + Sha256.of(card) + '"';
    if (request.checkNotModified(etag)) {
      return null; // Spring has set the status
    }
    return ResponseEntity.ok()
        .eTag(etag)
        .contentType(new MediaType(MediaType.parseMediaType(MARKDOWN), UTF_8))
        // A browser must run nothing that a label may contain.
        .header("Content-Security-Policy", "default-src 'none'; sandbox")
        .header("X-Content-Type-Options", "nosniff")
        .body(card);
  }

  @GetMapping(path = "/bundle", produces = ZIP)
  @Download
  @BundleOperations.Bundle
  @Nullable ResponseEntity<Object> bundle(@PathVariable UUID id, ServletWebRequest request)
      throws IOException {
    return bundles.file(id).respondTo(request);
  }
}
