package dev.residual.model;

import dev.residual.storage.ArtifactException;

/** A model was stored by a version of this service that is newer than this one. */
class UnsupportedManifestException extends ArtifactException {

  UnsupportedManifestException(int format) {
    super(
        ("The model was stored in format %d by a newer version of this service; "
                + "this one reads up to %d")
            .formatted(format, Manifest.FORMAT));
  }
}
