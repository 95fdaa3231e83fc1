package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import dev.residual.storage.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads the four files of one data set from one source and verifies each of them. */
final class DatasetReader {

  private final DatasetDefinition definition;
  private final DatasetSource source;
  private final Map<String, String> digests = new LinkedHashMap<>();

  private DatasetReader(DatasetDefinition definition, DatasetSource source) {
    this.definition = definition;
    this.source = source;
  }

  /**
   * Reads all images into memory.
   *
   * @throws DatasetException if a file is unreadable, malformed or has another digest
   */
  static Dataset read(DatasetDefinition definition, DatasetSource source) {
    DatasetReader reader = new DatasetReader(definition, source);
    LabeledImages train = reader.images(DatasetFile.TRAIN_IMAGES, DatasetFile.TRAIN_LABELS);
    LabeledImages test = reader.images(DatasetFile.TEST_IMAGES, DatasetFile.TEST_LABELS);
    return new Dataset(
        definition.name(),
        definition.labels(),
        definition.format(),
        definition.normalization(),
        null,
        definition.framing(),
        null,
        train,
        null,
        test,
        reader.digests);
  }

  private LabeledImages images(DatasetFile imageFile, DatasetFile labelFile) {
    IdxReader.Images images = checked(imageFile, IdxReader::images);
    requireFormat(imageFile, images);
    byte[] labels = checked(labelFile, IdxReader::labels);
    if (labels.length != images.count()) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%s has %d labels, but %s has %d images",
              source.nameOf(labelFile),
              labels.length,
              source.nameOf(imageFile),
              images.count()));
    }
    int classes = definition.labels().size();
    for (int i = 0; i < labels.length; i++) {
      int label = Byte.toUnsignedInt(labels[i]);
      if (label >= classes) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "%s: label %d must be between 0 and %d, was %d",
                source.nameOf(labelFile),
                i,
                classes - 1,
                label));
      }
    }
    return LabeledImages.of(images.pixels(), labels, definition.format());
  }

  /** Checks the size of the images. IDX files have one value per pixel, so the images are gray. */
  private void requireFormat(DatasetFile file, IdxReader.Images images) {
    ImageFormat expected = definition.format();
    ImageFormat found = ImageFormat.gray(images.rows(), images.columns());
    if (!found.equals(expected)) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%s has images of %s, but those of %s are of %s",
              source.nameOf(file),
              found,
              definition.name(),
              expected));
    }
  }

  private <T> T checked(DatasetFile file, Parser<T> parser) {
    String name = source.nameOf(file);
    try (InputStream stored = source.open(file);
        DigestInputStream plain =
            new DigestInputStream(GzipInput.stream(stored), Sha256.digest())) {
      T content = parser.parse(name, plain);
      checkDigest(file, name, Sha256.hex(plain.getMessageDigest()));
      return content;
    } catch (IOException e) {
      throw new DatasetException(
          String.format(Locale.ROOT, "%s cannot be read: %s", name, e.getMessage()), e);
    }
  }

  private void checkDigest(DatasetFile file, String name, String found) {
    String expected = definition.digests().get(file.fileName());
    if (!found.equals(expected)) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%s is not the file of %s: the SHA-256 of its uncompressed bytes must be %s, was %s",
              name,
              definition.name(),
              expected,
              found));
    }
    digests.put(file.fileName(), found);
  }

  private interface Parser<T> {
    T parse(String name, InputStream stream) throws IOException;
  }
}
