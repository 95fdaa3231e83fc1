package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a data set before a file is opened.
 *
 * @param format of each image
 * @param normalization how networks are to see its images
 * @param trainSize images to learn from
 * @param testSize images to judge by
 * @param source where it comes from and its licence
 * @param digests SHA-256 in hex of the uncompressed bytes; of those, because the gzip wrappers
 *     differ from source to source
 */
public record DatasetDefinition(
    String name,
    List<String> labels,
    ImageFormat format,
    Normalization normalization,
    int trainSize,
    int testSize,
    String source,
    Map<DatasetFile, String> digests) {

  private static final List<String> GARMENTS =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  private static final ImageFormat GARMENT = ImageFormat.gray(28, 28);

  private static final String ORIGIN =
      "https://github.com/zalandoresearch/fashion-mnist (MIT, Zalando SE)";

  static final DatasetDefinition FASHION_MNIST =
      new DatasetDefinition(
          "fashion-mnist",
          GARMENTS,
          GARMENT,
          Normalization.article(GARMENT.channels()),
          60_000,
          10_000,
          ORIGIN,
          Map.of(
              DatasetFile.TRAIN_IMAGES,
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              DatasetFile.TRAIN_LABELS,
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              DatasetFile.TEST_IMAGES,
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              DatasetFile.TEST_LABELS,
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"));

  /** Of each class the first 600 and the first 100, in their order; real, balanced, and small. */
  static final DatasetDefinition FASHION_MNIST_SAMPLE =
      new DatasetDefinition(
          "fashion-mnist-sample",
          GARMENTS,
          GARMENT,
          Normalization.article(GARMENT.channels()),
          6_000,
          1_000,
          ORIGIN,
          Map.of(
              DatasetFile.TRAIN_IMAGES,
              "cf313073c7eb485392848071d5c433571d7166043e971e3345b095cc30518084",
              DatasetFile.TRAIN_LABELS,
              "097b93fbcf9bd5bc648b1a457ddc55c9e4ab49afb33f9ecae8ce068399a75e3a",
              DatasetFile.TEST_IMAGES,
              "7cee33c3c6414b1b86c25e665a6c4f41584269de3b7cc9768b1d351922845eef",
              DatasetFile.TEST_LABELS,
              "3128d790775889812b73c4f13923559c8b9e281d112c6ea7862acf60a206a909"));

  public DatasetDefinition {
    normalization.requireFor(format);
    labels = List.copyOf(labels);
    Map<DatasetFile, String> inOrder = new EnumMap<>(DatasetFile.class);
    inOrder.putAll(digests);
    digests = Collections.unmodifiableMap(inOrder);
  }

  /** The digests by file name, in the order of {@link DatasetFile}. */
  Map<String, String> digestsByFileName() {
    Map<String, String> byName = new LinkedHashMap<>();
    digests.forEach((file, digest) -> byName.put(file.fileName(), digest));
    return byName;
  }
}
