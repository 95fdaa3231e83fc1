package dev.residual.dataset.own;

import dev.residual.dataset.Dataset;
import dev.residual.dataset.DatasetDefinition;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.dataset.pack.Split;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.preprocessing.StoredForm;
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
        hasOneGraySize(manifest)
            ? null
            : new StoredForm(manifest.storedSize(), manifest.orientation()),
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

  /**
   * Returns whether all images were gray, had the same size and were stored as they came, like
   * those of the built-in data sets.
   */
  private static boolean hasOneGraySize(PackManifest manifest) {
    ImageFormat format = manifest.imageFormat();
    return format != null
        && format.isGray()
        && Math.max(format.height(), format.width()) <= manifest.storedSize()
        && manifest.orientation() == OrientationMode.EXIF;
  }

  /** Returns where the images come from. */
  static String source(DatasetVersion version) {
    return version.inbox() == null ? "uploaded" : "inbox: " + version.inbox();
  }
}
