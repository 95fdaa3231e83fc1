package dev.residual.model.upload;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.access.limit.StorageLimit;
import dev.residual.access.limit.StorageUse;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelDescription.Origin;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.ReferenceSamples;
import dev.residual.model.StoredModel;
import dev.residual.nn.Architecture;
import dev.residual.nn.ResNet;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.safetensors.TensorInfo;
import dev.residual.web.ContentDigest;
import dev.residual.web.Problem;
import dev.residual.web.UploadFolder;
import dev.residual.web.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes models of uploaded weights. A file is received whole, then checked, and only then stored
 * under a key of its own and registered. Files of a killed node are deleted later as unreferenced.
 */
@Component
class ModelUploads {

  private static final Logger log = LoggerFactory.getLogger(ModelUploads.class);

  /** Each may take a gigabyte of the folder for uploads. */
  private static final int MAX_UPLOADS = 4;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  /** The size of the images does not change the shape of any weight. */
  private static final int ANY_SIZE = 224;

  private static final int GRAY = 1;
  private static final int COLOR = 3;

  private final ModelStore store;
  private final ModelRegistry registry;
  private final UploadFolder folder;
  private final StorageLimit limit;
  private final JsonMapper json;
  private final Clock clock;
  private final Semaphore free = new Semaphore(MAX_UPLOADS);

  /** A network takes some times the memory of its file, so that one is checked after the other. */
  private final ReentrantLock inMemory = new ReentrantLock(true);

  ModelUploads(
      ModelStore store,
      ModelRegistry registry,
      UploadFolder folder,
      StorageLimit limit,
      JsonMapper json,
      Clock clock) {
    this.store = store;
    this.registry = registry;
    this.folder = folder;
    this.limit = limit;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Receives weights and makes a model of them.
   *
   * @param length of the body in bytes; negative if it is not announced
   * @return the id of the model
   * @throws Problem if the parameters or the file cannot be used
   */
  UUID upload(UploadParameters parameters, InputStream body, long length, ContentDigest digest)
      throws IOException {
    UploadRequest request = UploadRequest.of(parameters, json);
    if (!free.tryAcquire()) {
      throw Problem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "too-many-uploads",
              String.format(
                  Locale.ROOT,
                  "%d models are being uploaded already. Try again later.",
                  MAX_UPLOADS))
          .retryAfter(RETRY_AFTER);
    }
    try (StorageUse use = limit.begin(length);
        UploadedFile file = UploadedFile.receive(use.limited(body), folder, digest)) {
      Origin origin =
          new Origin(
              parameters.name(), parameters.licence(), parameters.source(), digest.sha256(), null);
      UploadedWeights weights = UploadedWeights.open(file.content());
      inMemory.lock();
      try {
        return register(weights, request, origin);
      } finally {
        inMemory.unlock();
      }
    } finally {
      free.release();
    }
  }

  private UUID register(UploadedWeights weights, UploadRequest request, Origin origin)
      throws IOException {
    Architecture architecture = request.architecture(weights.found().convention());
    int channels = channels(weights);
    int outputs = outputs(weights);
    requireMatch(weights, architecture, request.dropHead(), channels, outputs);
    List<String> labels = request.labels(outputs, weights.metadata(UploadRequest.LABELS), json);
    Preprocessing preprocessing = request.preprocessing().withDefaults(channels);
    int size = preprocessing.imageSize();
    ComputeLimits.require(
        architecture,
        new Shape(1, channels, size, size),
        ReferenceNoise.IMAGES,
        outputs,
        "preprocessing.imageSize");
    StoredModel stored =
        store(
            weights,
            outputs,
            ModelDescription.imported(architecture, preprocessing, labels, origin));
    UUID model = registry.register(stored, null, PromotionPolicy.NEVER);
    log.info("Weights were imported as model {}, {}", model, architecture.name());
    return model;
  }

  private static int channels(UploadedWeights weights) {
    TensorInfo first = weights.tensors().get("conv1.weight");
    // Without a first convolution the tensors do not match, whatever the number of channels is.
    if (first == null || first.shape().dimension() < 2) {
      return COLOR;
    }
    long channels = first.shape().get(1);
    if (channels != GRAY && channels != COLOR) {
      throw UploadedWeights.mismatch(
          String.format(
              Locale.ROOT,
              "%s takes images of %d channels; they must have %d (gray) or %d (red, green, blue)",
              first.name(),
              channels,
              GRAY,
              COLOR));
    }
    return (int) channels;
  }

  /** Returns the number of outputs of the head, or 1 if there is none. */
  private static int outputs(UploadedWeights weights) {
    TensorInfo head = weights.tensors().get(UploadedWeights.HEAD + "weight");
    if (head == null || head.shape().dimension() != 2 || head.shape().get(0) == 0) {
      return 1;
    }
    return (int) Math.min(head.shape().get(0), Integer.MAX_VALUE);
  }

  private static void requireMatch(
      UploadedWeights weights,
      Architecture architecture,
      boolean dropHead,
      int channels,
      int outputs) {
    Shape input = new Shape(1, channels, ANY_SIZE, ANY_SIZE);
    Map<String, Shape> expected =
        new LinkedHashMap<>(new ResNet(architecture, outputs).shapes(input));
    if (dropHead) {
      expected.keySet().removeIf(name -> name.startsWith(UploadedWeights.HEAD));
    }
    WeightsMatch.require(
        weights,
        architecture,
        expected,
        name ->
            SenderCheck.NAMES.contains(name)
                || (dropHead && name.startsWith(UploadedWeights.HEAD)));
    if (SenderCheck.isIn(weights)) {
      SenderCheck.requireComparable(weights, architecture, channels, outputs, !dropHead);
    }
  }

  private StoredModel store(UploadedWeights weights, int outputs, ModelDescription description)
      throws IOException {
    boolean head = !description.isBackbone();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      ResNet network = new ResNet(description.architecture(), outputs);
      weights.fill(network, description.input(), head, manager);
      ModelDescription checked =
          SenderCheck.isIn(weights)
              ? description.checked(SenderCheck.verify(weights, network, manager))
              : description;
      ReferenceSamples samples =
          head ? ReferenceNoise.of(network, description.preprocessing(), manager) : null;
      return store.save(StoredModel.newUploadKey(clock.instant()), network, checked, samples);
    }
  }
}
