package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import dev.residual.storage.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the four files of one data set from one shelf, and believes none of them unchecked. */
final class DatasetReader {

  private final DatasetDefinition known;
  private final DatasetSource shelf;
  private final Map<String, String> digests = new LinkedHashMap<>();

  private DatasetReader(DatasetDefinition known, DatasetSource shelf) {
    this.known = known;
    this.shelf = shelf;
  }

  /**
   * Reads all images into memory.
   *
   * @throws DatasetException if a file is not what it should be
   */
  static Dataset read(DatasetDefinition known, DatasetSource shelf) {
    DatasetReader reader = new DatasetReader(known, shelf);
    LabeledImages train = reader.images(DatasetFile.TRAIN_IMAGES, DatasetFile.TRAIN_LABELS);
    LabeledImages test = reader.images(DatasetFile.TEST_IMAGES, DatasetFile.TEST_LABELS);
    return new Dataset(
        known.name(),
        known.labels(),
        known.format(),
        known.normalization(),
        train,
        test,
        reader.digests);
  }

  private LabeledImages images(DatasetFile imageFile, DatasetFile labelFile) {
    IdxReader.Images images = checked(imageFile, IdxReader::images);
    requireFormat(imageFile, images);
    byte[] labels = checked(labelFile, IdxReader::labels);
    if (labels.length != images.count()) {
      throw new DatasetException(
          "%s has %d labels, but %s has %d images"
              .formatted(
                  shelf.nameOf(labelFile), labels.length, shelf.nameOf(imageFile), images.count()));
    }
    int classes = known.labels().size();
    for (int i = 0; i < labels.length; i++) {
      int label = Byte.toUnsignedInt(labels[i]);
      if (label >= classes) {
        throw new DatasetException(
            "%s: label %d must be between 0 and %d, was %d"
                .formatted(shelf.nameOf(labelFile), i, classes - 1, label));
      }
    }
    return LabeledImages.of(images.pixels(), labels, known.format());
  }

  /** An IDX file of images has one value for each pixel. */
  private void requireFormat(DatasetFile file, IdxReader.Images images) {
    ImageFormat expected = known.format();
    ImageFormat found = ImageFormat.gray(images.rows(), images.columns());
    if (!found.equals(expected)) {
      throw new DatasetException(
          "%s has images of %s, but those of %s are of %s"
              .formatted(shelf.nameOf(file), found, known.name(), expected));
    }
  }

  private <T> T checked(DatasetFile file, Format<T> format) {
    String name = shelf.nameOf(file);
    try (InputStream stored = shelf.open(file);
        DigestInputStream plain =
            new DigestInputStream(GzipInput.stream(stored), Sha256.digest())) {
      T content = format.read(name, plain);
      checkDigest(file, name, Sha256.hex(plain.getMessageDigest()));
      return content;
    } catch (IOException e) {
      throw new DatasetException("%s cannot be read: %s".formatted(name, e.getMessage()), e);
    }
  }

  private void checkDigest(DatasetFile file, String name, String found) {
    String expected = known.digests().get(file);
    if (!found.equals(expected)) {
      throw new DatasetException(
          "%s is not the file of %s: the SHA-256 of its uncompressed bytes must be %s, was %s"
              .formatted(name, known.name(), expected, found));
    }
    digests.put(file.fileName(), found);
  }

  private interface Format<T> {
    T read(String name, InputStream stream) throws IOException;
  }
}
