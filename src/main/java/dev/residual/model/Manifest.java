package dev.residual.model;

import org.jspecify.annotations.Nullable;

/**
 * What lies beside a model's weights, as JSON.
 *
 * @param format of this manifest, {@value #FORMAT}
 * @param check null in models of earlier versions
 */
public record Manifest(
    int format, ModelDescription description, Weights weights, @Nullable Check check) {

  static final int FORMAT = 1;

  /**
   * @throws UnsupportedManifestException if a later version has written it
   */
  void requireKnownFormat() {
    if (format > FORMAT) {
      throw new UnsupportedManifestException(format);
    }
  }

  /**
   * The file of the weights.
   *
   * @param parameters numbers in it, running statistics counted
   * @param bytes its size
   * @param sha256 its digest, in lower-case hexadecimal
   */
  public record Weights(String file, long parameters, long bytes, String sha256) {}

  /**
   * The file of the check images.
   *
   * @param images how many are in it
   * @param bytes its size
   * @param sha256 its digest, in lower-case hexadecimal
   */
  public record Check(String file, int images, long bytes, String sha256) {}
}
