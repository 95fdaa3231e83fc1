package dev.residual.dataset.own;

import dev.residual.dataset.pack.PackManifest;
import dev.residual.web.JsonConverter;
import jakarta.persistence.Converter;
import tools.jackson.databind.json.JsonMapper;

/** Stores the manifest of a pack as JSON. */
@Converter
class PackManifestConverter extends JsonConverter<PackManifest> {

  PackManifestConverter(JsonMapper json) {
    super(json, PackManifest.class);
  }
}
