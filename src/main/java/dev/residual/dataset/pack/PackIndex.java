package dev.residual.dataset.pack;

import dev.residual.dataset.DatasetException;
import dev.residual.image.ImageFormat;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * Where the images of a pack are, and what they are. It is held as the bytes of its file, {@value
 * #RECORD} an image, so that a million images take 15 MB.
 *
 * <p>A record has, all big-endian: the offset in the data file (4 bytes), the label (4), the number
 * of the data file (2), height (2), width (2) and the split (1).
 */
final class PackIndex {

  /** Bytes of a record. */
  static final int RECORD = 15;

  /** The largest part, height and width of a record. */
  static final int MAX_SHORT = 0xffff;

  private static final int LABEL = 4;
  private static final int PART = 8;
  private static final int HEIGHT = 10;
  private static final int WIDTH = 12;
  private static final int SPLIT = 14;

  private final ByteBuffer records;
  private final int channels;

  private PackIndex(byte[] records, int channels) {
    this.records = ByteBuffer.wrap(records);
    this.channels = channels;
  }

  /** Returns the record of an image. */
  static byte[] record(Split split, int label, ImageFormat format, int part, int offset) {
    return ByteBuffer.allocate(RECORD)
        .putInt(offset)
        .putInt(label)
        .putShort((short) part)
        .putShort((short) format.height())
        .putShort((short) format.width())
        .put((byte) split.code())
        .array();
  }

  /**
   * Returns the index of a pack.
   *
   * @param records content of the file
   * @param manifest manifest of the pack
   * @throws DatasetException if a record does not fit the manifest
   */
  static PackIndex of(byte[] records, PackManifest manifest) {
    PackIndex index = new PackIndex(records, manifest.channels());
    index.requireFits(manifest);
    return index;
  }

  /**
   * Checks that the images lie in the data files without gaps and overlaps, and that there are as
   * many as the manifest says.
   */
  private void requireFits(PackManifest manifest) {
    int images = 0;
    for (Split split : Split.values()) {
      images += manifest.counts().total(split);
    }
    require(records.capacity() == (long) images * RECORD, images);
    int[][] counts = new int[Split.values().length][manifest.labels().size()];
    int part = 0;
    long end = 0;
    for (int i = 0; i < images; i++) {
      if (part(i) == part + 1) {
        require(end == manifest.files().get(part).bytes(), i);
        part++;
        end = 0;
      }
      int split = records.get(i * RECORD + SPLIT);
      require(part(i) == part && part < dataFiles(manifest) && offset(i) == end, i);
      require(height(i) > 0 && width(i) > 0 && split >= 0 && split < counts.length, i);
      require(label(i) >= 0 && label(i) < counts[split].length, i);
      require(i == 0 || split >= records.get((i - 1) * RECORD + SPLIT), i);
      counts[split][label(i)]++;
      end += (long) channels * height(i) * width(i);
      require(end <= manifest.files().get(part).bytes(), i);
    }
    require(part == dataFiles(manifest) - 1 && end == manifest.files().get(part).bytes(), images);
    for (Split split : Split.values()) {
      List<Integer> expected = manifest.counts().of(split);
      for (int label = 0; label < manifest.labels().size(); label++) {
        require(
            expected.size() == manifest.labels().size()
                && expected.get(label) == counts[split.code()][label],
            images);
      }
    }
  }

  private static int dataFiles(PackManifest manifest) {
    return manifest.files().size() - PackFiles.OTHERS.size();
  }

  private static void require(boolean condition, int image) {
    if (!condition) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%s does not fit %s at image %d",
              PackFiles.INDEX,
              ManifestFile.NAME,
              image));
    }
  }

  int offset(int image) {
    return records.getInt(image * RECORD);
  }

  int label(int image) {
    return records.getInt(image * RECORD + LABEL);
  }

  int part(int image) {
    return records.getShort(image * RECORD + PART) & MAX_SHORT;
  }

  ImageFormat format(int image) {
    return new ImageFormat(channels, height(image), width(image));
  }

  private int height(int image) {
    return records.getShort(image * RECORD + HEIGHT) & MAX_SHORT;
  }

  private int width(int image) {
    return records.getShort(image * RECORD + WIDTH) & MAX_SHORT;
  }
}
