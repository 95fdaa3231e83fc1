package dev.residual.model;

import dev.residual.storage.ArtifactException;

/** A model was stored by a newer version of this service. */
class UnsupportedManifestException extends ArtifactException {

  UnsupportedManifestException(int format) {
    super(
        ("The model was stored in format %d by a newer version of this service; "
                + "this version reads up to %d")
            .formatted(format, Manifest.FORMAT));
  }
}
