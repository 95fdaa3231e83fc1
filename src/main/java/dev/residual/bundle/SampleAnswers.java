package dev.residual.bundle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.residual.image.ImageFormat;
import dev.residual.model.Logits;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelStore;
import dev.residual.model.ReferenceSamples;
import dev.residual.model.StoredModel;
import dev.residual.nn.ResNet;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.InputImage;
import dev.residual.preprocessing.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Images with the answers that the service gives to them. The images are those with which the model
 * is verified: of its test set, or noise if its weights are from elsewhere. The answers are those
 * to the PNG files, because images of any size are prepared in other ways when they come as files.
 *
 * @param images PNG files
 * @param probabilities of each class, calibrated, for each image
 */
record SampleAnswers(List<byte[]> images, List<double[]> probabilities) {

  /** Of each image so many of the most probable classes are compared. */
  private static final int TOP = 5;

  private static final int MAX_IMAGES = 10;

  /** Computes the answers in fp32. */
  static SampleAnswers of(StoredModel model, ModelStore store) {
    ReferenceSamples samples = store.referenceSamples(model).orElse(null);
    if (samples == null) {
      return new SampleAnswers(List.of(), List.of());
    }
    List<byte[]> files = new ArrayList<>();
    List<InputImage> inputs = new ArrayList<>();
    ModelDescription description = model.manifest().description();
    Preprocessing preprocessing = description.preprocessing();
    for (int i : chosen(samples.logits())) {
      byte[] pixels = samples.images().get(i);
      byte[] file = png(pixels, samples.format());
      files.add(file);
      inputs.add(
          preprocessing.fit() == Preprocessing.DefaultFit.CROP
              ? preprocessing.decode(file)
              : preprocessing.input(pixels));
    }
    double temperature =
        description.calibration() == null ? 1 : description.calibration().temperature();
    List<double[]> probabilities = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = store.load(model, manager);
      ImageTensors tensors = new ImageTensors(preprocessing);
      for (InputImage input : inputs) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray logits =
              network
                  .forward(
                      new ParameterStore(scope, false),
                      new NDList(tensors.inputs(scope, List.of(input))),
                      false)
                  .singletonOrThrow();
          probabilities.add(Logits.softmax(logits.toFloatArray(), temperature));
        }
      }
    }
    return new SampleAnswers(files, probabilities);
  }

  /** Returns which images are taken: one for each predicted class first, then others. */
  private static List<Integer> chosen(float[][] logits) {
    Set<Integer> seen = new HashSet<>();
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < logits.length && chosen.size() < MAX_IMAGES; i++) {
      if (seen.add(Logits.argmax(logits[i]))) {
        chosen.add(i);
      }
    }
    for (int i = 0; i < logits.length && chosen.size() < MAX_IMAGES; i++) {
      if (!chosen.contains(i)) {
        chosen.add(i);
      }
    }
    return chosen;
  }

  static String name(int image) {
    return String.format(Locale.ROOT, "%02d.png", image + 1);
  }

  /** Returns the most probable classes of each image and their probabilities as CSV. */
  String csv() {
    StringBuilder csv = new StringBuilder("image,class,probability\n");
    for (int i = 0; i < images.size(); i++) {
      double[] all = probabilities.get(i);
      String name = name(i);
      IntStream.range(0, all.length)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer each) -> -all[each])) // stable
          .limit(TOP)
          .forEach(
              each ->
                  csv.append(String.format(Locale.ROOT, "%s,%d,%.8f\n", name, each, all[each])));
    }
    return csv.toString();
  }

  private static byte[] png(byte[] pixels, ImageFormat format) {
    BufferedImage image =
        new BufferedImage(
            format.width(),
            format.height(),
            format.isGray() ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    image.getRaster().setDataElements(0, 0, format.width(), format.height(), pixels);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // writing to memory does not fail
    }
    return file.toByteArray();
  }
}
