package dev.residual.dataset.pack;

import dev.residual.dataset.PixelStatistics;
import dev.residual.dataset.pack.PackManifest.Counts;
import dev.residual.dataset.pack.PackManifest.StoredFile;
import dev.residual.image.ImageFormat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes a pack: data files of at most 1 GiB that hold whole images, an index, the names of the
 * images, a list of unreadable files, a report and, last, the manifest. The files are not forced to
 * disk, which is done by the artifact store. It must be used by one thread only.
 */
public final class PackWriter implements Closeable {

  private static final int MAX_DATA_BYTES = 1 << 30;
  private static final int MAX_IMAGES = 1_000_000;
  private static final int MAX_NAME_BYTES = 1000;

  private final Path directory;
  private final PackHeader header;
  private final int maxDataBytes;
  private final PackDigest digest;
  private final PixelStatistics.Histogram trainPixels;
  private final int[][] counts;
  private final List<StoredFile> dataFiles = new ArrayList<>();
  private final HashedFile index;
  private final HashedFile names;
  private HashedFile data;
  private Split lastSplit = Split.TRAIN;
  private int images;

  /** The format of all images so far; null if there is none yet, or if sizes differ. */
  private @Nullable ImageFormat imageFormat;

  /**
   * Begins a pack.
   *
   * @param directory an empty directory
   */
  public PackWriter(Path directory, PackHeader header) throws IOException {
    this(directory, header, MAX_DATA_BYTES);
  }

  /**
   * @param maxDataBytes size that no data file exceeds
   */
  PackWriter(Path directory, PackHeader header, int maxDataBytes) throws IOException {
    this.directory = directory;
    this.header = header;
    this.maxDataBytes = maxDataBytes;
    digest = new PackDigest(header.labels());
    trainPixels = new PixelStatistics.Histogram(header.channels());
    counts = new int[Split.values().length][header.labels().size()];
    index = new HashedFile(directory, PackFiles.INDEX);
    names = new HashedFile(directory, PackFiles.NAMES);
    data = new HashedFile(directory, PackFiles.data(0));
  }

  /**
   * Appends an image. The splits must come one after the other, in their order.
   *
   * @param label index of the label
   * @param height number of rows
   * @param width number of columns
   * @param pixels (height, width, channels)
   * @param name what the image was called, for reports; without control characters, at most 1000
   *     bytes in UTF-8
   * @throws IllegalArgumentException if an argument is not as described
   * @throws IllegalStateException if there are a million images already
   */
  public void add(Split split, int label, int height, int width, byte[] pixels, String name)
      throws IOException {
    ImageFormat format = new ImageFormat(header.channels(), height, width);
    byte[] line = (name + "\n").getBytes(StandardCharsets.UTF_8);
    requireValid(split, label, format, pixels, name, line);
    if (data.bytes() + pixels.length > maxDataBytes) {
      dataFiles.add(data.finish());
      data = new HashedFile(directory, PackFiles.data(dataFiles.size()));
    }
    index.write(
        PackIndex.record(split, label, format, dataFiles.size(), Math.toIntExact(data.bytes())));
    data.write(pixels);
    names.write(line);
    digest.add(split, label, format, pixels);
    if (split == Split.TRAIN) {
      trainPixels.add(pixels);
    }
    counts[split.code()][label]++;
    imageFormat = images == 0 || format.equals(imageFormat) ? format : null;
    lastSplit = split;
    images++;
  }

  private void requireValid(
      Split split, int label, ImageFormat format, byte[] pixels, String name, byte[] line) {
    if (images == MAX_IMAGES) {
      throw new IllegalStateException("a pack has at most " + MAX_IMAGES + " images");
    }
    if (split.code() < lastSplit.code()) {
      throw new IllegalArgumentException(split + " must not come after " + lastSplit);
    }
    if (label < 0 || label >= header.labels().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "label must be between 0 and %d, was %d",
              header.labels().size() - 1,
              label));
    }
    format.require(pixels);
    if (Math.max(format.height(), format.width()) > PackIndex.MAX_SHORT
        || pixels.length > maxDataBytes) {
      throw new IllegalArgumentException("an image must fit into a data file, was " + format);
    }
    if (line.length - 1 > MAX_NAME_BYTES || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a name must be one line of at most 1000 bytes");
    }
  }

  /**
   * Completes the pack.
   *
   * @param unreadable content of {@code unreadable.csv}
   * @param report content of {@code report.json}
   * @throws IllegalStateException if there is no training image
   */
  public PackManifest finish(byte[] unreadable, byte[] report) throws IOException {
    Counts numbers = new Counts(counts(Split.TRAIN), counts(Split.VALIDATION), counts(Split.TEST));
    if (numbers.total(Split.TRAIN) == 0) {
      throw new IllegalStateException("a pack must have training images");
    }
    List<StoredFile> files = new ArrayList<>(dataFiles);
    files.add(data.finish());
    files.add(index.finish());
    files.add(names.finish());
    files.add(store(PackFiles.UNREADABLE, unreadable));
    files.add(store(PackFiles.REPORT, report));
    PackManifest manifest =
        new PackManifest(
            PackManifest.FORMAT,
            header.labels(),
            header.channels(),
            header.storedSize(),
            header.orientation(),
            imageFormat,
            numbers,
            trainPixels.statistics(),
            digest.value(),
            files);
    ManifestFile.write(directory, manifest);
    return manifest;
  }

  private StoredFile store(String name, byte[] content) throws IOException {
    try (HashedFile file = new HashedFile(directory, name)) {
      file.write(content);
      return file.finish();
    }
  }

  private List<Integer> counts(Split split) {
    return Arrays.stream(counts[split.code()]).boxed().toList();
  }

  /** Closes the files. A pack that was not completed has no manifest. */
  @Override
  public void close() throws IOException {
    try (index;
        names) {
      data.close();
    }
  }
}
