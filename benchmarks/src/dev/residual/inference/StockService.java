package dev.residual.inference;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import dev.residual.ResidualApplication;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.InputImage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The service with DJL's own {@code Predictor} behind the same controller, in its simplest form:
 * the network as it was trained, fp32, one predictor per core, one request at a time.
 *
 * <p>It has no annotation, because other benchmarks search this class path for components.
 */
class StockService {

  private static final int CORES = Runtime.getRuntime().availableProcessors();

  public static void main(String[] arguments) {
    SpringApplication.run(
        new Class<?>[] {ResidualApplication.class, StockService.class}, arguments);
  }

  @Bean
  @Primary
  PredictionService stock(
      ModelResolver names,
      ModelCache models,
      DynamicBatcher batcher,
      ServingMetrics meters,
      ServingSettings settings,
      ModelStore store) {
    return new PredictionService(names, models, batcher, meters, settings) {

      private final Map<UUID, BlockingQueue<Predictor<List<byte[]>, List<float[]>>>> predictors =
          new ConcurrentHashMap<>();

      @Override
      public PredictionResult predict(
          String name, RegisteredModel model, List<InputImage> images, boolean explain) {
        var free = predictors.computeIfAbsent(model.id(), id -> predictors(model, store));
        try {
          Predictor<List<byte[]>, List<float[]>> predictor = free.take();
          try {
            ModelDescription description = model.stored().manifest().description();
            return new PredictionResult(
                name,
                model,
                description.labels(),
                predictor.predict(images.stream().map(InputImage::pixels).toList()),
                List.of(),
                null);
          } finally {
            free.add(predictor);
          }
        } catch (InterruptedException | TranslateException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private static BlockingQueue<Predictor<List<byte[]>, List<float[]>>> predictors(
      RegisteredModel registered, ModelStore store) {
    Model model = Model.newInstance("stock");
    model.setBlock(store.load(registered.stored(), model.getNDManager()));
    ModelDescription description = registered.stored().manifest().description();
    ImageTensors tensors = new ImageTensors(description.preprocessing());
    BlockingQueue<Predictor<List<byte[]>, List<float[]>>> free = new ArrayBlockingQueue<>(CORES);
    for (int i = 0; i < CORES; i++) {
      free.add(model.newPredictor(translator(tensors)));
    }
    return free;
  }

  private static Translator<List<byte[]>, List<float[]>> translator(ImageTensors tensors) {
    return new Translator<>() {
      @Override
      public NDList processInput(TranslatorContext context, List<byte[]> images) {
        NDManager manager = context.getNDManager();
        return new NDList(tensors.images(manager, images));
      }

      @Override
      public List<float[]> processOutput(TranslatorContext context, NDList logits) {
        NDArray probabilities = logits.singletonOrThrow().softmax(1);
        int images = (int) probabilities.getShape().get(0);
        float[] flat = probabilities.toFloatArray();
        return java.util.stream.IntStream.range(0, images)
            .mapToObj(
                i ->
                    java.util.Arrays.copyOfRange(
                        flat, i * flat.length / images, (i + 1) * flat.length / images))
            .toList();
      }

      @Override
      public Batchifier getBatchifier() {
        return null; // the images already form a batch
      }
    };
  }
}
