package dev.residual.dataset;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the bundled sample from the full data: the first 600 training images and the first 100 test
 * images of each class, in their original order.
 *
 * <p>Run {@link #main} with the folder of the full data and the folder to write to.
 */
final class SampleMaker {

  private SampleMaker() {}

  public static void main(String[] arguments) throws IOException {
    Dataset full =
        DatasetReader.read(
            DatasetDefinition.FASHION_MNIST, new FolderSource(Path.of(arguments[0])));
    Path target = Files.createDirectories(Path.of(arguments[1]));
    for (Map.Entry<DatasetFile, byte[]> file : make(full).entrySet()) {
      Path path = target.resolve(file.getKey().gzipName());
      // GZIPOutputStream writes no file time and no name, so the same data gives the same file.
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
        out.write(file.getValue());
      }
    }
  }

  /** Returns the uncompressed files of the sample. */
  static Map<DatasetFile, byte[]> make(Dataset full) throws IOException {
    LabeledImages train = firstOfEachClass(full.train(), 600);
    LabeledImages test = firstOfEachClass(full.test(), 100);
    Map<DatasetFile, byte[]> files = new EnumMap<>(DatasetFile.class);
    files.put(DatasetFile.TRAIN_IMAGES, images(train));
    files.put(DatasetFile.TRAIN_LABELS, labels(train));
    files.put(DatasetFile.TEST_IMAGES, images(test));
    files.put(DatasetFile.TEST_LABELS, labels(test));
    return files;
  }

  static byte[] images(LabeledImages images) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(2051);
    out.writeInt(images.size());
    out.writeInt(images.format(0).height());
    out.writeInt(images.format(0).width());
    for (int i = 0; i < images.size(); i++) {
      out.write(images.pixels(i));
    }
    return bytes.toByteArray();
  }

  static byte[] labels(LabeledImages images) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(2049);
    out.writeInt(images.size());
    for (int i = 0; i < images.size(); i++) {
      out.writeByte(images.label(i));
    }
    return bytes.toByteArray();
  }

  private static LabeledImages firstOfEachClass(LabeledImages images, int count) {
    int[] taken = new int[256];
    int[] first =
        IntStream.range(0, images.size()).filter(i -> taken[images.label(i)]++ < count).toArray();
    return images.select(first);
  }
}
