package dev.residual.inference;

import static dev.residual.inference.NoiseImages.images;
import static dev.residual.inference.SmallModels.aside;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.residual.TestArtifacts;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.model.Calibration;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.ReferenceSamples;
import dev.residual.model.StoredModel;
import dev.residual.model.TestResult;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.torch.GradMode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Small networks of given seeds, stored and registered as trained ones are. */
record SmallModels(ModelStore store, ModelRegistry registry, MockMvcTester http) {

  static final List<String> LABELS =
      IntStream.range(0, 10).mapToObj(index -> "label " + index).toList();

  static final ImageFormat FORMAT = ImageFormat.gray(28, 28);

  private static final Architecture SMALL =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(4, 8), Stem.SMALL, Convention.ARTICLE);
  private static final Shape INPUT = new Shape(1, 1, 28, 28);

  UUID add(long seed) {
    return registered(saved(key(), seed, null, null), PromotionPolicy.NEVER);
  }

  UUID add(long seed, Calibration calibration) {
    return registered(saved(key(), seed, calibration, null), PromotionPolicy.NEVER);
  }

  /**
   * @param expected the reference samples that are stored with the network
   */
  UUID add(long seed, ReferenceSamples expected) {
    return registered(saved(key(), seed, null, expected), PromotionPolicy.NEVER);
  }

  /** Adds a model whose weights file is missing. */
  UUID addDamaged(long seed, PromotionPolicy promotion) throws IOException {
    String key = key();
    StoredModel saved = saved(key, seed, null, null);
    Files.delete(TestArtifacts.FOLDER.resolve(key).resolve("model.safetensors"));
    return registered(saved, promotion);
  }

  void assign(String alias, UUID id) {
    assertThat(
            http.put()
                .uri("/models/aliases/" + alias)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"modelId\": \"%s\"}".formatted(id)))
        .hasStatusOk();
  }

  void remove(UUID id) {
    assertThat(http.delete().uri("/models/" + id)).hasStatus(HttpStatus.NO_CONTENT);
  }

  /**
   * @param parameters parameters of the query, such as {@code topK=1}
   */
  MvcTestResult ask(UUID id, List<byte[]> images, String... parameters) {
    return http.post()
        .uri("/predict?model=" + id + "&" + String.join("&", parameters))
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(NoiseImages.joined(images))
        .exchange();
  }

  /** Returns the probabilities of each class for each image, by the network of a seed. */
  static List<float[]> answers(long seed, List<byte[]> images) {
    return aside(
        () -> {
          try (NDManager manager = NDManager.newBaseManager()) {
            ImageTensors tensors = new ImageTensors(FORMAT, Normalization.article(1), 28);
            ResNet network = network(manager, seed);
            ParameterStore parameters = new ParameterStore(manager, false);
            return images.stream()
                .map(image -> tensors.images(manager, List.of(image)))
                .map(image -> network.forward(parameters, new NDList(image), false))
                .map(logits -> logits.singletonOrThrow().softmax(1).toFloatArray())
                .toList();
          }
        });
  }

  /** Runs a computation on a thread that records no gradients. */
  static <T> T aside(Supplier<T> computation) {
    return CompletableFuture.supplyAsync(
            () -> {
              GradMode.off();
              return computation.get();
            },
            task -> new Thread(task).start())
        .join();
  }

  private static String key() {
    return "jobs/%s/1/model".formatted(UUID.randomUUID());
  }

  private UUID registered(StoredModel saved, PromotionPolicy promotion) {
    return registry.register(saved, UUID.randomUUID(), promotion);
  }

  private StoredModel saved(
      String key,
      long seed,
      @Nullable Calibration calibration,
      @Nullable ReferenceSamples expected) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return store.save(key, network(manager, seed), description(calibration), expected);
    }
  }

  private static ResNet network(NDManager manager, long seed) {
    ResNet network = new ResNet(SMALL, LABELS.size());
    network.initialize(manager, INPUT, seed);
    return network;
  }

  private static ModelDescription description(@Nullable Calibration calibration) {
    return new ModelDescription(
        SMALL,
        Preprocessing.exact(FORMAT, 28, Normalization.article(1), null),
        LABELS,
        "fashion-mnist-sample",
        Map.of(),
        Map.of(),
        42,
        "cpu",
        "fp32",
        100L,
        Map.of(),
        new TestResult("test", 1000, 2.3, 0.1, 0.5, null, null),
        calibration,
        null);
  }
}
