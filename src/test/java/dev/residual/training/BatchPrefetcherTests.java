package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.pipeline.Augmentation;
import dev.residual.pipeline.Augmenter;
import dev.residual.pipeline.Batch;
import dev.residual.pipeline.ImageTensors;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class BatchPrefetcherTests {

  private static final ImageFormat FORMAT = new ImageFormat(1, 4, 4);
  private static final Recipe RECIPE =
      Recipes.change(Recipes.ARTICLE)
          .set("augmentation", new Augmentation(true, 1, 0.5, 0))
          .toRecipe();
  private static final List<Batch> ORDER =
      List.of(Batch.of(3, 1), Batch.of(0, 2), Batch.of(2, 2), Batch.of(1));

  @Test
  void batchesAreThoseThatTheTrainingThreadWouldRead() {
    TrainingData data = data(index -> {});

    try (NDManager manager = NDManager.newBaseManager();
        BatchPrefetcher prefetcher = new BatchPrefetcher(data, RECIPE)) {
      for (int step : new int[] {0, 1, 2, 3, 1, 3, 0}) {
        for (int epoch : new int[] {1, 2}) {
          assertThat(prefetcher.images(manager, ORDER, step, epoch))
              .isEqualTo(expected(manager, data, step, epoch));
        }
      }
      prefetcher.images(manager, ORDER, 0, 1);
      assertThat(prefetcher.images(manager, ORDER, 1, 2)).isEqualTo(expected(manager, data, 1, 2));
    }
  }

  @Test
  void nextBatchIsReadBeforeItIsAskedFor() throws InterruptedException {
    CountDownLatch secondBatch = new CountDownLatch(2);
    TrainingData data =
        data(
            index -> {
              if (index == 0 || index == 2) {
                secondBatch.countDown();
              }
            });

    try (NDManager manager = NDManager.newBaseManager();
        BatchPrefetcher prefetcher = new BatchPrefetcher(data, RECIPE)) {
      prefetcher.images(manager, ORDER, 0, 1);

      assertThat(secondBatch.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void batchThatCannotBeReadFailsTheStepThatNeedsIt() {
    TrainingData data = data(BatchPrefetcherTests::failAtTheThirdImage);

    try (NDManager manager = NDManager.newBaseManager();
        BatchPrefetcher prefetcher = new BatchPrefetcher(data, RECIPE)) {
      NDArray first = prefetcher.images(manager, ORDER, 0, 1);

      assertThat(first).isEqualTo(expected(manager, data, 0, 1));
      assertThatExceptionOfType(InternalError.class)
          .isThrownBy(() -> prefetcher.images(manager, ORDER, 1, 1))
          .withMessage("the file was cut");
    }
  }

  @Test
  void batchThatNobodyAsksForMayFail() {
    TrainingData data = data(BatchPrefetcherTests::failAtTheThirdImage);

    try (NDManager manager = NDManager.newBaseManager();
        BatchPrefetcher prefetcher = new BatchPrefetcher(data, RECIPE)) {
      prefetcher.images(manager, ORDER, 0, 1);

      assertThat(prefetcher.images(manager, ORDER, 3, 1)).isEqualTo(expected(manager, data, 3, 1));
    }
  }

  @Test
  void batchesAreReadBetweenStepsIfTheSystemRefusesAThread() {
    TrainingData data = data(index -> {});

    try (NDManager manager = NDManager.newBaseManager();
        BatchPrefetcher prefetcher =
            new BatchPrefetcher(
                data,
                RECIPE,
                task ->
                    new Thread(task) {
                      @Override
                      public synchronized void start() {
                        throw new OutOfMemoryError("unable to create native thread");
                      }
                    })) {
      for (int step = 0; step < ORDER.size(); step++) {
        assertThat(prefetcher.images(manager, ORDER, step, 1))
            .isEqualTo(expected(manager, data, step, 1));
      }
    }
  }

  private static void failAtTheThirdImage(int index) {
    if (index == 2) {
      throw new InternalError("the file was cut");
    }
  }

  private static NDArray expected(NDManager manager, TrainingData data, int step, int epoch) {
    Augmenter augmenter = new Augmenter(RECIPE.augmentation(), RECIPE.seed(), epoch);
    return data.tensors().images(manager, data.train(), ORDER.get(step), augmenter);
  }

  /** Returns four images, with an action that is run before one of them is read. */
  private static TrainingData data(IntConsumer beforeReading) {
    byte[] pixels = new byte[4 * FORMAT.bytes()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 7);
    }
    LabeledImages images = LabeledImages.of(pixels, new byte[4], FORMAT);
    LabeledImages observed =
        new LabeledImages() {
          @Override
          public int size() {
            return images.size();
          }

          @Override
          public int channels() {
            return images.channels();
          }

          @Override
          public ImageFormat format(int index) {
            return images.format(index);
          }

          @Override
          public int label(int index) {
            return images.label(index);
          }

          @Override
          public void copyTo(int index, byte[] target, int offset) {
            beforeReading.accept(index);
            images.copyTo(index, target, offset);
          }
        };
    ImageTensors tensors = new ImageTensors(FORMAT, Normalization.article(1), 8);
    return new TrainingData(tensors, observed, null, observed, null, null);
  }
}
