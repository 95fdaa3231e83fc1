package dev.residual.dataset.pack;

import dev.residual.dataset.DatasetException;
import dev.residual.dataset.PixelStatistics;
import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.OrientationMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code dataset.json}, which is enough to validate a training job.
 *
 * @param format version of the pack's format
 * @param labels names of the classes, by index
 * @param channels number of values of a pixel
 * @param storedSize the shorter side, in pixels, to which larger images were scaled
 * @param orientation how the images were turned
 * @param imageFormat format of all images; null if their sizes differ
 * @param counts numbers of images
 * @param trainPixels statistics of the pixels of the training images
 * @param digest SHA-256, in lower-case hexadecimal, of labels, splits and images; two packs of the
 *     same images have the same one, however the images came to them
 * @param files all other files of the pack
 */
public record PackManifest(
    int format,
    List<String> labels,
    int channels,
    int storedSize,
    OrientationMode orientation,
    @Nullable ImageFormat imageFormat,
    Counts counts,
    PixelStatistics trainPixels,
    String digest,
    List<StoredFile> files) {

  static final int FORMAT = 1;

  public PackManifest {
    labels = List.copyOf(labels);
    files = List.copyOf(files);
  }

  /**
   * The number of images of each class, by split.
   *
   * @param train the numbers of training images
   * @param validation the numbers of validation images
   * @param test the numbers of test images
   */
  public record Counts(List<Integer> train, List<Integer> validation, List<Integer> test) {

    public Counts {
      train = List.copyOf(train);
      validation = List.copyOf(validation);
      test = List.copyOf(test);
    }

    /** Returns the number of images of each class in a split. */
    public List<Integer> of(Split split) {
      return switch (split) {
        case TRAIN -> train;
        case VALIDATION -> validation;
        case TEST -> test;
      };
    }

    /** Returns the number of images in a split. */
    public int total(Split split) {
      return of(split).stream().mapToInt(Integer::intValue).sum();
    }
  }

  /**
   * Describes one file of a pack.
   *
   * @param name its name in the pack's directory
   * @param bytes its size
   * @param sha256 its digest, in lower-case hexadecimal
   */
  public record StoredFile(String name, long bytes, String sha256) {}

  /**
   * Reads the manifest of a pack. No other file is opened.
   *
   * @throws DatasetException if the manifest is missing, damaged or of a later version
   * @throws IOException if it cannot be read at the moment
   */
  public static PackManifest read(Path directory) throws IOException {
    return ManifestFile.read(directory);
  }

  /** Returns the digest of {@code dataset.json}, which determines all files of the pack. */
  public String sha256() {
    return ManifestFile.sha256(this);
  }

  /**
   * Returns the format of the images that a model trained on these takes: the one of all images or,
   * if their sizes differ, the square of the stored size.
   */
  public ImageFormat inputFormat() {
    return imageFormat == null ? new ImageFormat(channels, storedSize, storedSize) : imageFormat;
  }
}
