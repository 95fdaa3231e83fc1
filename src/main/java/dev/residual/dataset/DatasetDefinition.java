package dev.residual.dataset;

import dev.residual.image.Framing;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a data set that are known before a file is opened.
 *
 * @param name name of the data set in requests, such as {@code fashion-mnist}
 * @param labels names of the classes, by index
 * @param format format of each image
 * @param normalization normalization of the images as the input of networks
 * @param framing how the images show their content; null if they have no even background
 * @param trainSize number of images for training
 * @param validationSize number of images to evaluate on during a training; 0 if it gives none
 * @param testSize number of images for the evaluation of models
 * @param source where the images come from, and their license
 * @param digests SHA-256 in lower-case hex by file name; of gzipped files, of the uncompressed
 *     bytes, because gzip headers differ from source to source
 */
public record DatasetDefinition(
    String name,
    List<String> labels,
    ImageFormat format,
    Normalization normalization,
    @Nullable Framing framing,
    int trainSize,
    int validationSize,
    int testSize,
    String source,
    Map<String, String> digests) {

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

  /**
   * Measured on the training images of the bundled sample; a test measures it again. Zalando scaled
   * the garments until they touched two edges.
   */
  private static final Framing FRAMING = new Framing(0.0003, 255);

  private static final String ORIGIN =
      "https://github.com/zalandoresearch/fashion-mnist (MIT, Zalando SE)";

  static final DatasetDefinition FASHION_MNIST =
      new DatasetDefinition(
          "fashion-mnist",
          GARMENTS,
          GARMENT,
          Normalization.article(GARMENT.channels()),
          FRAMING,
          60_000,
          0,
          10_000,
          ORIGIN,
          byFileName(
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"));

  /**
   * A small balanced part of the real data: the first 600 training images and the first 100 test
   * images of each class, in their original order.
   */
  static final DatasetDefinition FASHION_MNIST_SAMPLE =
      new DatasetDefinition(
          "fashion-mnist-sample",
          GARMENTS,
          GARMENT,
          Normalization.article(GARMENT.channels()),
          FRAMING,
          6_000,
          0,
          1_000,
          ORIGIN,
          byFileName(
              "cf313073c7eb485392848071d5c433571d7166043e971e3345b095cc30518084",
              "097b93fbcf9bd5bc648b1a457ddc55c9e4ab49afb33f9ecae8ce068399a75e3a",
              "7cee33c3c6414b1b86c25e665a6c4f41584269de3b7cc9768b1d351922845eef",
              "3128d790775889812b73c4f13923559c8b9e281d112c6ea7862acf60a206a909"));

  /** Names that an own data set cannot have; {@code default} is the alias of the default model. */
  private static final Set<String> RESERVED =
      Set.of(FASHION_MNIST.name(), FASHION_MNIST_SAMPLE.name(), "default");

  public DatasetDefinition {
    normalization.requireFor(format);
    labels = List.copyOf(labels);
    digests = Collections.unmodifiableMap(new LinkedHashMap<>(digests));
  }

  /** Returns whether a name is used by the service itself. */
  public static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  private static Map<String, String> byFileName(
      String trainImages, String trainLabels, String testImages, String testLabels) {
    Map<String, String> byFileName = new LinkedHashMap<>();
    byFileName.put(DatasetFile.TRAIN_IMAGES.fileName(), trainImages);
    byFileName.put(DatasetFile.TRAIN_LABELS.fileName(), trainLabels);
    byFileName.put(DatasetFile.TEST_IMAGES.fileName(), testImages);
    byFileName.put(DatasetFile.TEST_LABELS.fileName(), testLabels);
    return byFileName;
  }
}
