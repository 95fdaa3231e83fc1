package dev.residual.model;

import dev.residual.storage.ArtifactException;
import java.util.Locale;

/** A model was stored by a newer version of this service. */
class UnsupportedManifestException extends ArtifactException {

  UnsupportedManifestException(int format) {
    super(
        String.format(
            Locale.ROOT,
            "The model was stored in format %d by a newer version of this service; "
                + "this version reads up to %d",
            format,
            Manifest.FORMAT));
  }
}
