package dev.residual.dataset.own;

import dev.residual.dataset.Dataset;
import dev.residual.dataset.DatasetDefinition;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.dataset.pack.Split;
import dev.residual.image.Normalization;
import java.util.Map;
import java.util.Objects;

/** Describes packs as data sets. */
final class PackDatasets {

  /** The name under which the digest of a pack is listed. */
  static final String DIGEST = "content";

  private PackDatasets() {}

  /** Returns the manifest of a version that is ready. */
  static PackManifest manifest(DatasetVersion version) {
    return Objects.requireNonNull(version.manifest(), "a version that is ready has a manifest");
  }

  static DatasetDefinition definition(DatasetVersion version) {
    PackManifest manifest = manifest(version);
    return new DatasetDefinition(
        version.reference().toString(),
        manifest.labels(),
        manifest.inputFormat(),
        normalization(manifest),
        null,
        manifest.counts().total(Split.TRAIN),
        manifest.counts().total(Split.VALIDATION),
        manifest.counts().total(Split.TEST),
        source(version),
        Map.of(DIGEST, manifest.digest()));
  }

  static Dataset dataset(DatasetVersion version, Pack pack) {
    PackManifest manifest = manifest(version);
    boolean validates = manifest.counts().total(Split.VALIDATION) > 0;
    return new Dataset(
        version.reference().toString(),
        manifest.labels(),
        manifest.inputFormat(),
        normalization(manifest),
        manifest.trainPixels().normalization(),
        null,
        pack.images(Split.TRAIN),
        validates ? pack.images(Split.VALIDATION) : null,
        pack.images(Split.TEST),
        Map.of(DIGEST, manifest.digest()));
  }

  /** Gray images are normalized as in the article, color images by their own statistics. */
  private static Normalization normalization(PackManifest manifest) {
    return manifest.inputFormat().isGray()
        ? Normalization.article(1)
        : manifest.trainPixels().normalization();
  }

  /** Returns where the images come from. */
  static String source(DatasetVersion version) {
    return version.inbox() == null ? "uploaded" : "inbox: " + version.inbox();
  }
}
