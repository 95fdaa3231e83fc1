package dev.residual.dataset.ingest;

import dev.residual.dataset.DatasetException;
import dev.residual.dataset.IdxReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads the labels of the four files of the IDX format. */
final class IdxLayout {

  private static final int IMAGES_HEADER = 16;

  private final Listing listing;
  private final Map<IdxFile, String> paths;
  private final List<LabelSpec> given;

  private IdxLayout(Listing listing, Map<IdxFile, String> paths, List<LabelSpec> given) {
    this.listing = listing;
    this.paths = paths;
    this.given = given;
  }

  /** Returns the layout if all four files are in the folder. */
  static Optional<LabeledFiles> find(Listing listing, String root, List<LabelSpec> given) {
    Map<IdxFile, String> paths = new EnumMap<>(IdxFile.class);
    for (IdxFile file : IdxFile.values()) {
      file.in(listing, root).ifPresent(path -> paths.put(file, path));
    }
    return paths.size() < IdxFile.values().length
        ? Optional.empty()
        : Optional.of(new IdxLayout(listing, paths, given).read());
  }

  private LabeledFiles read() {
    byte[] train = labels(IdxFile.TRAIN_IMAGES, IdxFile.TRAIN_LABELS);
    byte[] test = labels(IdxFile.TEST_IMAGES, IdxFile.TEST_LABELS);
    int classes = 1 + Math.max(max(train), max(test));
    if (!given.isEmpty() && classes > given.size()) {
      throw new ImportException(
          ImportException.MANIFEST_INVALID,
          "the largest label of the IDX files is %d, but only %d labels are given; give a label for"
              + " each number from 0 to %d",
          classes - 1,
          given.size(),
          classes - 1);
    }
    List<Assigned> files = new ArrayList<>(train.length + test.length);
    add(IdxFile.TRAIN_IMAGES, train, files);
    add(IdxFile.TEST_IMAGES, test, files);
    listing.paths().forEach(path -> listing.ignore(LayoutDetector.OUTSIDE));
    return new LabeledFiles(
        LayoutKind.IDX,
        given.isEmpty()
            ? IntStream.range(0, classes).mapToObj(Integer::toString).toList()
            : given.stream().map(LabelSpec::name).toList(),
        files);
  }

  private void add(IdxFile images, byte[] labels, List<Assigned> files) {
    for (int i = 0; i < labels.length; i++) {
      files.add(
          new Assigned(
              paths.get(images) + "/" + i, Byte.toUnsignedInt(labels[i]), images.split(), null));
    }
  }

  private byte[] labels(IdxFile imageFile, IdxFile labelFile) {
    String path = String.valueOf(paths.get(labelFile));
    byte[] content = listing.take(path).orElseThrow();
    if (content.length > Listing.MAX_IDX) {
      throw new ImportException(
          ImportException.TOO_MANY_FILES,
          "%s has more than %,d labels, which is the limit; leave some out",
          path,
          Listing.MAX_IDX - 8);
    }
    byte[] labels;
    try {
      labels = IdxReader.labels(path, new ByteArrayInputStream(content));
    } catch (DatasetException e) {
      throw new ImportException(ImportException.MANIFEST_INVALID, "%s", e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requireAsManyImages(imageFile, path, labels.length);
    return labels;
  }

  private void requireAsManyImages(IdxFile imageFile, String labelPath, int labels) {
    String path = String.valueOf(paths.get(imageFile));
    byte[] start = listing.take(path).orElseThrow();
    long images = start.length < IMAGES_HEADER ? -1 : ByteBuffer.wrap(start).getInt(4);
    if (images != labels) {
      throw new ImportException(
          ImportException.MANIFEST_INVALID,
          "%s has %d labels, but %s has %s; both must have the same number",
          labelPath,
          labels,
          path,
          images < 0 ? "no valid header" : images + " images");
    }
  }

  private static int max(byte[] labels) {
    return IntStream.range(0, labels.length)
        .map(i -> Byte.toUnsignedInt(labels[i]))
        .max()
        .orElse(-1);
  }
}
