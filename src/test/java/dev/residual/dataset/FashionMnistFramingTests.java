package dev.residual.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.residual.image.Framing;
import org.junit.jupiter.api.Test;

/** Measures how the garments of the bundled sample are framed. */
class FashionMnistFramingTests {

  private static final int SIDE = 28;

  @Test
  void framingIsThatOfTheTrainingImages() {
    LabeledImages images =
        DatasetReader.read(
                DatasetDefinition.FASHION_MNIST_SAMPLE,
                new ClasspathSource("/dataset/fashion-mnist-sample"))
            .train();
    double margins = 0;
    double brightest = 0;
    for (int i = 0; i < images.size(); i++) {
      byte[] image = images.pixels(i);
      margins += margin(image);
      brightest += brightest(image);
    }

    Framing framing = DatasetDefinition.FASHION_MNIST_SAMPLE.framing();
    assertThat(framing).isEqualTo(DatasetDefinition.FASHION_MNIST.framing());
    assertThat(framing.margin()).isCloseTo(margins / images.size(), within(0.0001));
    assertThat(framing.brightest()).isEqualTo((int) Math.round(brightest / images.size()));
  }

  /** Returns the mean margin at both ends of the longer side, as a share of the image's side. */
  private static double margin(byte[] image) {
    int top = SIDE;
    int bottom = -1;
    int left = SIDE;
    int right = -1;
    for (int i = 0; i < image.length; i++) {
      if (image[i] != 0) {
        top = Math.min(top, i / SIDE);
        bottom = Math.max(bottom, i / SIDE);
        left = Math.min(left, i % SIDE);
        right = Math.max(right, i % SIDE);
      }
    }
    int longer = Math.max(bottom - top, right - left) + 1;
    return (SIDE - longer) / 2.0 / SIDE;
  }

  private static int brightest(byte[] image) {
    int brightest = 0;
    for (byte value : image) {
      brightest = Math.max(brightest, value & 0xff);
    }
    return brightest;
  }
}
