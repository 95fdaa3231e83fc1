package dev.residual.model;

import dev.residual.model.provenance.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document that is stored beside a model's weights. Format 1 has image format, image size,
 * normalization and framing in place of the preprocessing; its models take images of one size.
 *
 * @param format version of the manifest, at most {@value #FORMAT}
 * @param check null if the model was stored by an earlier version
 * @param attachments other files that are stored with the model; null if it was stored by an
 *     earlier version
 */
public record Manifest(
    int format,
    ModelDescription description,
    Weights weights,
    @Nullable Check check,
    @Nullable List<Attachment> attachments) {

  /** The attachment in which a model has its evaluation. */
  public static final String EVALUATION = "evaluation.json";

  static final int FORMAT = 2;

  /** Describes a model without attachments. */
  public Manifest(
      int format, ModelDescription description, Weights weights, @Nullable Check check) {
    this(format, description, weights, check, null);
  }

  /** Returns the attachment of this name, or empty if the model has none. */
  public Optional<Attachment> attachment(String file) {
    return attachments == null
        ? Optional.empty()
        : attachments.stream().filter(each -> each.file().equals(file)).findFirst();
  }

  /**
   * Checks that this version can read the manifest.
   *
   * @throws UnsupportedManifestException if a later version has written it
   */
  void requireKnownFormat() {
    if (format > FORMAT) {
      throw new UnsupportedManifestException(format);
    }
  }

  /**
   * Returns what the training ended in.
   *
   * @throws NullPointerException if the weights are from elsewhere
   */
  public Outcome outcome() {
    return new Outcome(
        weights.sha256(),
        Objects.requireNonNull(description.test(), "a trained model").top1(),
        description.precision(),
        description.steps(),
        description.versions(),
        description.provenance());
  }

  /** Returns the size of the files that it describes. */
  long bytes() {
    return weights.bytes() + (check == null ? 0 : check.bytes());
  }

  /**
   * Describes the file of the weights.
   *
   * @param parameters count of the numbers in it, including running statistics
   * @param bytes its size
   * @param sha256 its digest, in lower-case hexadecimal
   */
  public record Weights(String file, long parameters, long bytes, String sha256) {}

  /**
   * Describes the file of the reference samples.
   *
   * @param images how many images it has
   * @param bytes its size
   * @param sha256 its digest, in lower-case hexadecimal
   */
  public record Check(String file, int images, long bytes, String sha256) {}

  /**
   * Describes a file that is stored with the model, such as its evaluation.
   *
   * @param bytes its size
   * @param sha256 its digest, in lower-case hexadecimal
   */
  public record Attachment(String file, long bytes, String sha256) {}
}
