package dev.residual.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.model.Logits;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Compares the figures of a report with those of scikit-learn 1.9.1 for the same outputs. These are
 * made of Java's random numbers, which Python can make too:
 *
 * <pre>{@code
 * class Random:
 *     def __init__(self, seed): self.seed = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)
 *     def next_int(self, bound):  # a bound that is no power of two
 *         while True:
 *             self.seed = (self.seed * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
 *             bits = self.seed >> 17
 *             if bits - bits % bound + bound - 1 < 2 ** 31: return bits % bound
 *
 * random, y, z = Random(7), [], []
 * for _ in range(500):
 *     label = random.next_int(5)
 *     row = [random.next_int(1000) / 250 for _ in range(5)]
 *     row[label] += 1.5
 *     y.append(label); z.append(row)
 * y, z = numpy.array(y), numpy.array(z, dtype=numpy.float32)
 * p = z.argmax(1)
 *
 * f1_score(y, p, average=None), precision_score(y, p, average=None), recall_score(y, p, average=None)
 * f1_score(y, p, average="macro"), balanced_accuracy_score(y, p), confusion_matrix(y, p)
 * q = softmax(z.astype(float) / T, axis=1)  # T = 1 and T = 1.5
 * log_loss(y, q)
 * accuracy, confidence = calibration_curve(p == y, q.max(1), n_bins=15, strategy="uniform")
 * images = numpy.histogram(q.max(1), bins=numpy.linspace(0, 1, 16))[0]
 * numpy.sum(images[images > 0] / 500 * abs(accuracy - confidence))
 * }</pre>
 */
class PeerFiguresTests {

  private static final Offset<Double> EXACT = within(1e-12);

  /** The loss is a mean of float32 numbers. */
  private static final Offset<Double> SINGLE = within(1e-6);

  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
  private static final int IMAGES = 500;

  private final int[] labels = new int[IMAGES];
  private final float[][] logits = new float[IMAGES][NAMES.size()];

  PeerFiguresTests() {
    Random random = new Random(7);
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = random.nextInt(NAMES.size());
      for (int label = 0; label < NAMES.size(); label++) {
        double value = random.nextInt(1000) / 250.0;
        logits[i][label] = (float) (label == labels[i] ? value + 1.5 : value);
      }
    }
  }

  @Test
  void figuresOfClassesAreThoseOfScikitLearn() {
    ClassCounts counts = ClassCounts.of(logits, labels);
    List<ClassResult> classes = counts.results(NAMES);

    assertClose(
        classes.stream().mapToDouble(ClassResult::f1).toArray(),
        0.5139664804469274,
        0.5572139303482587,
        0.5586592178770949,
        0.5677966101694916,
        0.5560975609756098);
    assertClose(
        classes.stream().mapToDouble(ClassResult::precision).toArray(),
        0.4742268041237113,
        0.56,
        0.5494505494505495,
        0.5877192982456141,
        0.5816326530612245);
    assertClose(
        classes.stream().mapToDouble(each -> each.recall().value()).toArray(),
        0.5609756097560976,
        0.5544554455445545,
        0.5681818181818182,
        0.5491803278688525,
        0.5327102803738317);
    assertThat(counts.macroF1()).isCloseTo(0.5507467599634764, EXACT);
    assertThat(counts.balancedAccuracy()).isCloseTo(0.5531006963450309, EXACT);
  }

  @Test
  void confusionMatrixIsThatOfScikitLearn() {
    int[] predictions = Arrays.stream(logits).mapToInt(Logits::argmax).toArray();

    assertThat(ConfusionMatrix.of(NAMES, labels, predictions).matrix())
        .isDeepEqualTo(
            new int[][] {
              {46, 6, 8, 12, 10},
              {11, 56, 11, 14, 9},
              {8, 8, 50, 11, 11},
              {18, 17, 9, 67, 11},
              {14, 13, 13, 10, 57}
            });
  }

  @Test
  void lossIsThatOfScikitLearn() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray outputs = manager.create(logits);
      NDArray indices = manager.create(Arrays.stream(labels).asLongStream().toArray());

      assertThat((double) Metrics.loss(outputs, indices).getFloat())
          .isCloseTo(1.0730620870337884, SINGLE);
    }
  }

  @Test
  void binsAreThoseOfScikitLearn() {
    assertBins(
        Reliability.bins(logits, labels, 1),
        new int[] {0, 0, 0, 2, 29, 72, 86, 70, 56, 51, 44, 40, 28, 20, 2},
        new double[] {
          0.0,
          0.1724137931034483,
          0.2361111111111111,
          0.32558139534883723,
          0.42857142857142855,
          0.6428571428571429,
          0.6666666666666666,
          0.8863636363636364,
          0.95,
          0.9642857142857143,
          1.0,
          1.0
        },
        new double[] {
          0.2611206288485833,
          0.3086224672730999,
          0.3705744002512076,
          0.4302035801829318,
          0.49911883928608325,
          0.5638021896590502,
          0.6344496074887259,
          0.7041568851856,
          0.7669510344620284,
          0.8294604427732136,
          0.8998180073179721,
          0.9362742916369619
        });
    assertThat(CalibrationError.of(logits, labels, 1)).isCloseTo(0.1108097564313985, EXACT);
  }

  @Test
  void binsWithATemperatureAreThoseOfScikitLearn() {
    assertBins(
        Reliability.bins(logits, labels, 1.5),
        new int[] {0, 0, 0, 10, 79, 129, 90, 68, 51, 41, 17, 15, 0, 0, 0},
        new double[] {
          0.1,
          0.22784810126582278,
          0.34108527131782945,
          0.5333333333333333,
          0.6764705882352942,
          0.9215686274509803,
          0.975609756097561,
          1.0,
          1.0
        },
        new double[] {
          0.2544774673930778,
          0.3042656221647123,
          0.36376065115714457,
          0.4302816740679746,
          0.4967201682990777,
          0.5642970425176795,
          0.6300219530710024,
          0.6951494014959883,
          0.7652055210362464
        });
    assertThat(CalibrationError.of(logits, labels, 1.5)).isCloseTo(0.14619777765694292, EXACT);
  }

  /** scikit-learn leaves out the bins without images. */
  private static void assertBins(
      List<Reliability.Bin> bins, int[] images, double[] accuracy, double[] confidence) {
    assertThat(bins.stream().mapToInt(Reliability.Bin::images).toArray()).isEqualTo(images);
    List<Reliability.Bin> filled = bins.stream().filter(bin -> bin.images() > 0).toList();
    assertClose(filled.stream().mapToDouble(Reliability.Bin::accuracy).toArray(), accuracy);
    assertClose(filled.stream().mapToDouble(Reliability.Bin::confidence).toArray(), confidence);
  }

  private static void assertClose(double[] found, double... expected) {
    assertThat(found).hasSameSizeAs(expected);
    IntStream.range(0, expected.length)
        .forEach(i -> assertThat(found[i]).isCloseTo(expected[i], EXACT));
  }
}
